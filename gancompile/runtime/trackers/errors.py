"""Errors of trackers."""

from __future__ import annotations


class TrackerError(Exception):
    """A tracker that a spec asks for cannot begin: its package is missing, or its service refuses."""
