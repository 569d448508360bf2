"""Positions in a text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=8)
def _lines(text: str) -> list[str]:
    return text.split("\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text that a span points into: a spec's file, or the value of a `--set`.

    folder: what paths in it are relative to. included_from: where another spec names it as its base.
    """

    name: str
    text: str
    folder: Path
    included_from: Span | None = None

    def line(self, number: int) -> str:
        """The line of that number, counted from 1, without its end; empty outside of the text."""
        lines = _lines(self.text)
        return lines[number - 1].rstrip("\r") if 0 < number <= len(lines) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a source. Lines and columns count characters from 1; the end is exclusive."""

    source: Source
    line: int
    column: int
    end_line: int
    end_column: int

    def inner(self, start: int, length: int) -> Span:
        """The stretch of `length` characters that begins `start` characters after this span's start, on its first line."""
        column = self.column + start
        return replace(self, column=column, end_line=self.line, end_column=column + max(length, 1))


NOWHERE = Span(source=Source(name="", text="", folder=Path(".")), line=0, column=0, end_line=0, end_column=0)
"""The place of what the compiler made itself."""
