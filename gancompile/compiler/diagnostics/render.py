"""Diagnostics as text for a person, in the style of a modern compiler."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

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
    if diagnostic.help:
        lines.append(f"   {blue}={reset} {bold}help:{reset} {_visible(diagnostic.help)}")
    return "\n".join(lines) + "\n"


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """The last line of a check: `2 errors, 1 warning`; empty for none."""
    counts = [(severity, sum(d.severity is severity for d in diagnostics)) for severity in Severity]
    return ", ".join(f"{count} {severity.value}{'s' * (count > 1)}" for severity, count in counts if count)


def _hue(diagnostic: Diagnostic) -> str:
    return RED if diagnostic.severity is Severity.ERROR else YELLOW


def _excerpts(diagnostic: Diagnostic, red: str, blue: str, reset: str) -> list[str]:
    """The marked lines in the order of the text, the primary underlined with ^ and its causes with -."""
    marks = [(mark.span, mark.label, "-") for mark in diagnostic.marks if mark.span.line]
    marks.append((diagnostic.span, diagnostic.label, "^"))
    same = [m for m in marks if m[0].source.name == diagnostic.span.source.name]
    width = max(len(str(span.line)) for span, _, _ in same)
    lines = [f"{blue}{' ' * width} |{reset}"]
    for span, label, sign in sorted(same, key=lambda m: (m[0].line, m[0].column)):
        hue = red if sign == "^" else blue
        text, under = _underlined(span, sign)
        lines.append(f"{blue}{span.line:>{width}} |{reset} {text}")
        lines.append(
            f"{blue}{' ' * width} |{reset} {hue}{under}{' ' if label else ''}{_visible(label)}{reset}".rstrip()
        )
    for mark in diagnostic.marks:
        if mark.span.source.name != diagnostic.span.source.name and mark.span.line:
            place = f"{mark.span.source.name}:{mark.span.line}:{mark.span.column}"
            lines.append(f"  {blue}:::{reset} {_visible(place)}: {_visible(mark.label)}")
    return lines


def _underlined(span: Span, sign: str) -> tuple[str, str]:
    """The line and the signs under it; a long line is cut to a window around the span."""
    line = span.source.line(span.line)
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    end = max(end, start + 1)
    if len(line) > MAX_WIDTH:
        left = max(0, start - MAX_WIDTH // 2)
        cut = ("..." if left else "") + line[left : left + MAX_WIDTH] + ("..." if left + MAX_WIDTH < len(line) else "")
        shift = left - (3 if left else 0)
        line, start, end = cut, start - shift, min(end - shift, len(cut))
    end = max(end, start + 1)
    return _visible(line), " " * _columns(line[:start]) + sign * max(1, _columns(line[start:end]))


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes: two for a wide character, none for a combining one."""
    wide = {"W": 2, "F": 2}
    return sum(0 if unicodedata.combining(c) else wide.get(unicodedata.east_asian_width(c), 1) for c in text)


def _visible(text: str) -> str:
    """Control characters, which could move a terminal's cursor, as their pictures; a tab as one space."""
    return "".join(" " if c == "\t" else c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)
