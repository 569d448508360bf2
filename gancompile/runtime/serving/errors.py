"""Errors of serving, as the client of a request sees them."""

from __future__ import annotations


class RequestError(Exception):
    """A request that cannot be answered as it is; the message is for whoever sent it. status: of HTTP, 400 to 499."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class NoVersionError(Exception):
    """A folder without a version that can be served; the message is for whoever starts the server."""
