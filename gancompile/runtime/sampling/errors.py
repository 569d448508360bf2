"""Errors of sampling."""

from __future__ import annotations


class SampleError(Exception):
    """A request that the SavedModel cannot answer."""


class NoModelError(SampleError):
    """A folder without a SavedModel."""


class OtherModelError(SampleError):
    """A folder of samples that another model made. identity: of that model."""

    def __init__(self, message: str, identity: str) -> None:
        super().__init__(message)
        self.identity = identity
