"""Diagnostics as text for a person, in the style of a modern compiler."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from gancompile.compiler.diagnostics.diagnostic import Diagnostic, Severity
from gancompile.compiler.diagnostics.span import Span

MAX_WIDTH = 140
RED, YELLOW, BLUE, BOLD, RESET = "\033[1;31m", "\033[1;33m", "\033[1;34m", "\033[1m", "\033[0m"


def render(diagnostic: Diagnostic, *, color: bool = False) -> str:
    """One diagnostic with its excerpts, ending in a line break."""
    red, blue, bold, reset = (_hue(diagnostic), BLUE, BOLD, RESET) if color else ("", "", "", "")
    span = diagnostic.span
    head = f"{red}{diagnostic.severity.value}[{diagnostic.code}]{reset}{bold}: {_visible(diagnostic.message)}{reset}"
    lines = [head]
    if span.source.name:
        place = f"{span.source.name}:{span.line}:{span.column}" if span.line else span.source.name
        lines.append(f"  {blue}-->{reset} {_visible(place)}")
    if span.line:
        lines += _excerpts(diagnostic, red, blue, reset)
    lines += [f"   {blue}={reset} {bold}note:{reset} {_visible(note)}" for note in notes(diagnostic)]
    if diagnostic.help:
        lines.append(f"   {blue}={reset} {bold}help:{reset} {_visible(diagnostic.help)}")
    return "\n".join(lines) + "\n"


def notes(diagnostic: Diagnostic) -> list[str]:
    """The origin of a diagnostic, innermost first: blocks and repeats, then the specs that extend its file."""
    origins = [f"{mark.label}, at {_place(mark.span)}" for mark in diagnostic.chain]
    source = diagnostic.span.source
    while (extending := source.included_from) is not None:
        origins.append(f"{source.name} is extended at {_place(extending)}")
        source = extending.source
    return origins


def _place(span: Span) -> str:
    return f"{span.source.name}:{span.line}:{span.column}"


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """The last line of a check: `2 errors, 1 warning`; empty for none."""
    counts = [(severity, sum(d.severity is severity for d in diagnostics)) for severity in Severity]
    return ", ".join(f"{count} {severity.value}{'s' * (count > 1)}" for severity, count in counts if count)


def _hue(diagnostic: Diagnostic) -> str:
    return RED if diagnostic.severity is Severity.ERROR else YELLOW


@dataclass(frozen=True, slots=True, kw_only=True)
class _Underline:
    """Signs under a stretch of a line, with what they say. start, end: columns of the terminal, from 0."""

    sign: str
    start: int
    end: int
    label: str


def _excerpts(diagnostic: Diagnostic, red: str, blue: str, reset: str) -> list[str]:
    """The marked lines in the order of the text, the primary underlined with ^ and its causes with -."""
    marks = [(mark.span, mark.label, "-") for mark in diagnostic.marks if mark.span.line]
    marks.append((diagnostic.span, diagnostic.label, "^"))
    here = [m for m in marks if m[0].source.name == diagnostic.span.source.name]
    width = max(len(str(span.line)) for span, _, _ in here)
    gutter = f"{blue}{' ' * width} |{reset}"
    lines = [gutter]
    for number in sorted({span.line for span, _, _ in here}):
        spans = [m for m in here if m[0].line == number]
        text, under = _underlined(spans)
        lines.append(f"{blue}{number:>{width}} |{reset} {text}")
        hue = red if any(sign == "^" for _, _, sign in spans) else blue
        lines += [f"{gutter} {hue}{one}{reset}" for one in under]
    for span, label, _ in marks:
        if span.source.name != diagnostic.span.source.name:
            lines.append(
                f"  {blue}:::{reset} {_visible(f'{span.source.name}:{span.line}:{span.column}')}: {_visible(label)}"
            )
    return lines


def _underlined(marks: Sequence[tuple[Span, str, str]]) -> tuple[str, list[str]]:
    """A line, cut to a window around its marks where it is long, and the lines of signs and labels under it."""
    line = marks[0][0].source.line(marks[0][0].line)
    first = min(span.column for span, _, _ in marks) - 1
    left = max(0, first - MAX_WIDTH // 2) if len(line) > MAX_WIDTH else 0
    dots = "..." if left else ""
    shown = dots + line[left : left + MAX_WIDTH] + ("..." if left + MAX_WIDTH < len(line) else "")
    found = []
    for span, label, sign in marks:
        start = min(span.column - 1 - left + len(dots), len(shown))
        stop = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
        end = max(start + 1, min(stop - left + len(dots), len(shown)))
        begin = _columns(shown[:start])
        width = max(1, _columns(shown[start:end]))
        found.append(_Underline(sign=sign, start=begin, end=begin + width, label=_visible(label)))
    return _visible(shown), _signs(found)


def _signs(marks: Sequence[_Underline]) -> list[str]:
    """All signs on one line, with the label of the last behind them; each other label on a line of its own, under its signs."""
    signs = [" "] * max(mark.end for mark in marks)
    for mark in sorted(marks, key=lambda mark: mark.sign, reverse=True):
        signs[mark.start : mark.end] = mark.sign * (mark.end - mark.start)
    ordered = sorted(marks, key=lambda mark: mark.start)
    under = [f"{''.join(signs)} {ordered[-1].label}".rstrip()]
    return under + [" " * mark.start + mark.label for mark in reversed(ordered[:-1]) if mark.label]


def _columns(text: str) -> int:
    """The width of a text in terminal columns: two for a wide character, none for a combining one."""
    wide = {"W": 2, "F": 2}
    return sum(0 if unicodedata.combining(c) else wide.get(unicodedata.east_asian_width(c), 1) for c in text)


def _visible(text: str) -> str:
    """Control characters, which could move a terminal's cursor, as their pictures; a tab as one space."""
    return "".join(" " if c == "\t" else c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)
