"""Errors of an export."""

from __future__ import annotations


class ExportError(Exception):
    """An export that does not compute what the game computes."""
