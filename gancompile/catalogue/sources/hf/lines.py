"""The texts of a column of Hugging Face's `datasets`."""

from __future__ import annotations

from typing import Any


def lines_of(found: Any, column: str) -> list[str]:
    """The text of each example. found: a split."""
    return [line_of(text) for text in found.select_columns([column])[:][column]]


def line_of(text: str | None) -> str:
    """A text as it is learnt, a missing one empty."""
    return (text or "").strip()
