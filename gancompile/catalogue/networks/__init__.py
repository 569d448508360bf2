"""Trained networks that come with gancompile."""
