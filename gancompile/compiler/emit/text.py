"""Pieces of Python text: literals, docstrings, and calls laid out as `ruff format` would lay them out."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import Any

from gancompile.compiler.ir.curve import Curve, Pieces, Ramp, Steps
from gancompile.compiler.ir.game import Setting
from gancompile.compiler.ir.network import KerasObject

WIDTH = 120


def literal(value: Any) -> str:
    """A plain value as Python text. No text of a spec enters the source in any other way."""
    match value:
        case bool() | None:
            return repr(value)
        case int():
            return f"{value:_}" if abs(value) >= 10_000 else str(value)
        case float():
            return repr(value) if math.isfinite(value) else f'float("{value}")'
        case str():
            # `repr` takes double quotes, as the formatter wants them, for a text that holds a single one.
            return repr(value) if '"' in value else repr(value + "'")[:-2] + '"'
        case tuple():
            inner = ", ".join(literal(one) for one in value)
            return f"({inner},)" if len(value) == 1 else f"({inner})"
        case list():
            return f"[{', '.join(literal(one) for one in value)}]"
        case KerasObject(module=module, keras=keras, arguments=arguments):
            return f"{module}.{keras}({', '.join(f'{a.name}={literal(a.value)}' for a in arguments)})"
    raise TypeError(f"{type(value).__name__} has no literal")


def curve(value: Curve) -> str:
    """A number that changes with the rounds, as the call that gives it."""
    match value:
        case Ramp(kind=kind, start=start, end=end, over_rounds=rounds, warm_up_rounds=warm):
            made = f"{kind}(self.round, {literal(start)}, {literal(end)}, over={literal(rounds)})"
            return f"warm_up(self.round, {literal(warm)}) * {made}" if warm else made
        case Steps(start=start, factor=factor, every_rounds=every):
            return f"step(self.round, {literal(start)}, by={literal(factor)}, every={literal(every)})"
        case Pieces(points=points):
            return f"piecewise(self.round, {literal([(at, one) for at, one in points])})"


def setting(value: Setting) -> str:
    """A setting, with its curve where it has one."""
    return curve(value) if isinstance(value, Curve) else literal(value)


def docstring(text: str, *, indent: int) -> list[str]:
    """A docstring's lines. Whatever the text holds, it stays inside: backslashes and quotes cannot end it."""
    safe = "".join(c if c.isprintable() or c == "\n" else f"?{ord(c):x}" for c in text)
    safe = safe.replace("\\", "/").replace('"', "'")
    paragraphs = safe.strip().split("\n")
    pad = " " * indent
    wrapped: list[str] = []
    for paragraph in paragraphs:
        room = WIDTH - indent - (6 if not wrapped else 0)
        wrapped += textwrap.wrap(paragraph, room, break_long_words=False, subsequent_indent="") or [""]
    if len(wrapped) == 1:
        return [f'{pad}"""{wrapped[0]}"""']
    return [f'{pad}"""{wrapped[0]}', *(f"{pad}{line}".rstrip() for line in wrapped[1:]), f'{pad}"""']


def call(head: str, arguments: Sequence[str], tail: str = "", *, indent: int, comment: str = "") -> list[str]:
    """`head(arguments)tail  # comment`, on one line where it fits, else with an argument a line."""
    pad, note = " " * indent, f"  # {comment}" if comment else ""
    line = f"{pad}{head}({', '.join(arguments)}){tail}{note}"
    if len(line) <= WIDTH or not arguments:
        return [line]
    return [f"{pad}{head}(", *(f"{pad}    {argument}," for argument in arguments), f"{pad}){tail}{note}"]


def imported(module: str, names: Sequence[str]) -> list[str]:
    """`from module import names`, with a name a line where one line does not hold them; nothing for no names."""
    line = f"from {module} import {', '.join(names)}"
    if not names or len(line) <= WIDTH:
        return [line] if names else []
    return [f"from {module} import (", *(f"    {name}," for name in names), ")"]


def assign(name: str, terms: Sequence[tuple[str, str]], *, indent: int) -> list[str]:
    """`name = a + b - c` from (sign, text) pairs; a sum that is too long stands with a term a line."""
    pad = " " * indent
    first = terms[0][1] if terms[0][0] == "+" else f"-{terms[0][1]}"
    line = f"{pad}{name} = " + first + "".join(f" {sign} {text}" for sign, text in terms[1:])
    if len(line) <= WIDTH or len(terms) == 1:
        return split(line)
    return [
        f"{pad}{name} = (",
        *split(f"{pad}    {first}"),
        *(line for sign, text in terms[1:] for line in split(f"{pad}    {sign} {text}")),
        f"{pad})",
    ]


def split(line: str) -> list[str]:
    """A line that is too long with the content of its last bracket on lines of its own, as the formatter lays it out."""
    if len(line) <= WIDTH or not line.endswith(")"):
        return [line]
    depth, opening = 0, len(line) - 1
    for opening in range(len(line) - 1, -1, -1):
        depth += {")": 1, "]": 1, "(": -1, "[": -1}.get(line[opening], 0)
        if depth == 0:
            break
    pad = " " * (len(line) - len(line.lstrip()) + 4)
    parts = _parts(line[opening + 1 : -1])
    whole = f"{pad}{', '.join(parts)}"
    if len(whole) <= WIDTH or len(parts) == 1:
        return [line[: opening + 1], *split(whole), f"{pad[4:]})"]
    return [line[: opening + 1], *(inner for part in parts for inner in split(f"{pad}{part},")), f"{pad[4:]})"]


def _parts(text: str) -> list[str]:
    """The arguments of a call: what stands between its own commas."""
    parts, depth, start = [], 0, 0
    for index, character in enumerate(text):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append(text[start:index].strip())
            start = index + 1
    return [*parts, text[start:].strip()]


def shape_comment(shape: Sequence[int | None]) -> str:
    """A shape with its batch: `[batch, 28, 28, 1]`."""
    return "[" + ", ".join(["batch", *("?" if size is None else str(size) for size in shape)]) + "]"
