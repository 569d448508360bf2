"""Errors of evaluations."""

from __future__ import annotations


class EvaluationError(Exception):
    """An evaluation that is not possible."""
