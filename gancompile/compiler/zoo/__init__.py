"""Specs of published GANs that come with gancompile."""
