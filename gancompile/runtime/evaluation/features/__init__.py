"""Networks whose features are compared instead of pixels."""
