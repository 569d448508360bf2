"""Rows of text under each other."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def aligned(rows: Sequence[Sequence[str]], sums: Sequence[str], *, to_the_right: Collection[int]) -> str:
    """A table: the first row is its head, `sums` stands below a rule. Columns in which no row says anything are left out.

    to_the_right: the columns of numbers.
    """
    columns = range(len(rows[0]))
    widths = [max(len(row[column]) for row in (*rows, sums)) for column in columns]
    used = [column for column in columns if any(row[column] for row in rows[1:])]

    def line(row: Sequence[str]) -> str:
        cells = ((row[c].rjust if c in to_the_right else row[c].ljust)(widths[c]) for c in used)
        return f"  {'  '.join(cells)}".rstrip()

    rule = line(["-" * width for width in widths])
    return "\n".join([line(rows[0]), rule, *(line(row) for row in rows[1:]), rule, line(sums)]) + "\n"
