"""A sweep that cannot be begun."""

from __future__ import annotations


class SweepError(Exception):
    """A sweep that cannot be begun, or not where it is asked for, in a sentence."""
