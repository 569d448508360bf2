"""Errors of a compiled folder."""

from __future__ import annotations


class FolderError(Exception):
    """A folder without a compiled program, or with one of another format."""
