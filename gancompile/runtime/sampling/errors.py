"""Errors of sampling."""

from __future__ import annotations


class SampleError(Exception):
    """A request that the SavedModel cannot answer."""


class NoModelError(SampleError):
    """A folder without a SavedModel."""
