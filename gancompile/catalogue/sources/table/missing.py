"""Cells of a table that hold nothing, and what the spec says becomes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

MISSING_WORDS = frozenset({"", "-", "--", "?", "#n/a", "<na>", "n/a", "na", "nan", "null"})
"""What stands for a missing word, in any case of its letters. `none` may be an answer."""
MISSING = MISSING_WORDS | {"none"}
"""What stands for a missing number or date."""
ACTIONS = ("model", "impute", "drop")
DEFAULT = "default"


def is_missing(cell: str, *, among_words: bool = False) -> bool:
    """Whether a cell holds nothing."""
    return cell == "" or cell.lower() in (MISSING_WORDS if among_words else MISSING)


def action_for(name: str, written: str | Mapping[str, str] | None) -> str | None:
    """What becomes of a column's missing cells: `model`, `impute` or `drop`; None where the spec does not say.

    written: one action for all columns, or those of columns by name, and `default` for the rest.
    """
    if isinstance(written, Mapping):
        return written.get(name, written.get(DEFAULT))
    return written


def usual_number(values: Sequence[float]) -> float:
    """The median; of two in the middle the lower, which is a value of the column."""
    return sorted(values)[(len(values) - 1) // 2]


def usual_word(cells: Sequence[str]) -> str:
    """The most frequent word; of several the first in alphabetical order."""
    counts = Counter(cells)
    return min(counts, key=lambda word: (-counts[word], word))


def kept_rows(columns: Sequence[Mapping[str, Any]], missing: Mapping[str, Sequence[bool]]) -> list[bool]:
    """Which rows stay: those without a missing cell in a column whose encoding drops such rows. missing: of each column, by row."""
    dropping = [missing[column["name"]] for column in columns if column.get("missing") == "drop"]
    number = len(next(iter(missing.values())))
    return [not any(cells[row] for cells in dropping) for row in range(number)]
