"""Errors of sweeps."""

from __future__ import annotations


class SweepError(Exception):
    """A sweep that is asked for in a way that has no meaning, in a sentence."""
