"""The resolved spec, its digest, and `spec.lock.yaml`."""
