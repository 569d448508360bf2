"""The name that a misspelt one was meant for."""

from __future__ import annotations

from collections.abc import Iterable

LETTERS_A_SLIP = 4
"""One slip in so many letters, or in one fewer, is a misspelt name; with more it is another name."""


def near_name(written: str, names: Iterable[str]) -> str | None:
    """The name with the fewest slips from the written one, whatever the case of its letters, else one that is short for the other.

    None where all are other names.
    """
    names = list(names)
    most = (len(written) + 1) // LETTERS_A_SLIP
    found = [(slips, name) for name in names if (slips := _slips(written.lower(), name.lower(), most)) <= most]
    if found:
        return min(found, key=lambda one: one[0])[1]
    return next((name for name in names if _is_short_for(*sorted((written.lower(), name.lower()), key=len))), None)


def _is_short_for(short: str, long: str) -> bool:
    """Whether a name has the first letter of another and at least half of all, in their order, as `img` has of `image`."""
    rest = iter(long)
    return len(short) > 2 and 2 * len(short) >= len(long) and short[0] == long[0] and all(c in rest for c in short)


def _slips(one: str, other: str, most: int) -> int:
    """The letters that are missing, added, wrong, or exchanged with the next one; any number above `most` where there are more.

    Source: Damerau 1964 ("A technique for computer detection and correction of spelling errors"). Differs: of restricted
    transpositions, so that no letter is edited twice.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            found = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and (letter, one[i - 2]) == (other[j - 2], wanted):
                found = min(found, earlier[j - 2] + 1)
            row.append(found)
    return row[-1]
