"""Folders that cannot be packed."""

from __future__ import annotations


class PackError(Exception):
    """A folder that cannot be packed; the message is for the user."""
