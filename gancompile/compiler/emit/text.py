"""Pieces of Python text: literals, docstrings, and calls laid out as `ruff format` would lay them out."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from gancompile.compiler.diagnostics import InternalError
from gancompile.compiler.ir.curve import Curve, Held, Phased, Pieces, Ramp, Steps, first_value
from gancompile.compiler.ir.game import Setting
from gancompile.compiler.ir.network import KerasObject
from gancompile.compiler.plan.blocks import NAME, NameIn, Parameter

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
        case Ramp() | Steps() | Pieces() | Held():
            return literal(first_value(value))
        case Parameter(name=name):
            return name
        case NameIn(suffix=suffix):
            return f'f"{{{NAME}}}{suffix}"' if suffix else NAME
        case KerasObject(module=module, keras=keras, arguments=arguments):
            return f"{module}.{keras}({', '.join(f'{a.name}={literal(a.value)}' for a in arguments)})"
    raise TypeError(f"{type(value).__name__} has no literal")


def curve(value: Curve) -> str:
    """A number that changes with the rounds, as the call that gives it."""
    match value:
        case Ramp(kind=kind, start=start, end=end, over_rounds=rounds, warm_up_rounds=warm):
            made = f"{kind}(self.round, {literal(start)}, {literal(end)}, over={literal(rounds)}{_since(value)})"
            return f"warm_up(self.round, {literal(warm)}) * {made}" if warm else made
        case Steps(start=start, factor=factor, every_rounds=every):
            return f"step(self.round, {literal(start)}, by={literal(factor)}, every={literal(every)}{_since(value)})"
        case Held(state=state):
            return f"self.{state}"
        case Pieces(points=points):
            return f"piecewise(self.round, [{', '.join(f'({literal(at)}, {setting(one)})' for at, one in points)}])"
        case Phased():
            raise InternalError("a number that phases set has reached the emitter without rounds")


def _since(value: Ramp | Steps) -> str:
    return f", since={literal(value.since_round)}" if value.since_round else ""


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
    """`head(arguments)tail  # comment` on one line; else the comment above it, and the arguments on lines of their own if need be."""
    pad = " " * indent
    line = f"{pad}{head}({', '.join(arguments)}){tail}"
    if comment and len(line) + len(comment) + 4 <= WIDTH:
        return [f"{line}  # {comment}"]
    above = [f"{pad}# {comment}"] if comment else []
    if len(line) <= WIDTH or not arguments:
        return [*above, line]
    lines = [line for argument in arguments for line in _in_brackets(f"{pad}    ", argument, ",")]
    return [*above, f"{pad}{head}(", *lines, f"{pad}){tail}"]


def imported(module: str, names: Sequence[str]) -> list[str]:
    """`from module import names`, with a name a line where one line does not hold them; nothing for no names."""
    line = f"from {module} import {', '.join(names)}"
    if not names or len(line) <= WIDTH:
        return [line] if names else []
    return [f"from {module} import (", *(f"    {name}," for name in names), ")"]


def assign(name: str, terms: Sequence[tuple[str, str]], *, indent: int) -> list[str]:
    """`name = a + b - c` from (sign, text) pairs, over several lines where one does not hold it."""
    pad, head = " " * indent, f"{name} = "
    first = terms[0][1] if terms[0][0] == "+" else f"-{terms[0][1]}"
    expression = first + "".join(f" {sign} {text}" for sign, text in terms[1:])
    opening = _last_opening(expression)
    operands = len(_operands(expression))
    if len(pad + head + expression) <= WIDTH or (operands == 1 and opening is None):
        return [pad + head + expression]
    if operands <= 2 and opening is not None and len(pad + head) + opening < WIDTH:
        return _broken_at_last_bracket(pad, head + expression)
    return [f"{pad}{head}(", *_in_brackets(f"{pad}    ", expression), f"{pad})"]


def _in_brackets(pad: str, expression: str, comma: str = "") -> list[str]:
    """What stands alone between brackets: on one line, else an operand a line, else broken at its last bracket."""
    if len(pad + expression + comma) <= WIDTH:
        return [pad + expression + comma]
    *before, last = _operands(expression)
    lines = [line for operand in before for line in _broken_at_last_bracket(pad, operand)]
    return lines + _broken_at_last_bracket(pad, last, comma)


def _broken_at_last_bracket(pad: str, text: str, comma: str = "") -> list[str]:
    """A text that is too long, with the content of its last bracket on lines of its own."""
    opening = _last_opening(text)
    if len(pad + text + comma) <= WIDTH or opening is None:
        return [pad + text + comma]
    inner, arguments = f"{pad}    ", _arguments(text[opening + 1 : -1])
    whole = f"{inner}{', '.join(arguments)}"
    if len(whole) <= WIDTH:
        lines = [whole]
    elif len(arguments) == 1:
        lines = _in_brackets(inner, arguments[0])
    else:
        lines = [line for argument in arguments for line in _in_brackets(inner, argument, ",")]
    return [pad + text[: opening + 1], *lines, f"{pad}{text[-1]}{comma}"]


def _last_opening(text: str) -> int | None:
    """Where the call or the list opens that a text ends with; None where it ends otherwise, or with nothing inside."""
    if not text.endswith((")", "]")) or text.endswith(("()", "[]")):
        return None
    depth = 0
    for index in range(len(text) - 1, -1, -1):
        depth += {")": 1, "]": 1, "}": 1, "(": -1, "[": -1, "{": -1}.get(text[index], 0)
        if depth == 0:
            return index
    return None


def _operands(text: str) -> list[str]:
    """What the loosest operators of an expression join, each but the first with its operator before it."""
    for operators in (("+", "-"), ("*", "/")):
        cuts = [i for i in _outside_brackets(text) if text[i] in operators and text[i - 1 : i + 2] == f" {text[i]} "]
        if cuts:
            return [text[start:end].strip() for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    return [text]


def _arguments(text: str) -> list[str]:
    """The arguments of a call: what stands between its own commas."""
    cuts = [i for i in _outside_brackets(text) if text[i] == ","]
    return [text[a:b].strip() for a, b in zip([0, *(i + 1 for i in cuts)], [*cuts, len(text)], strict=True)]


def _outside_brackets(text: str) -> Iterator[int]:
    depth = 0
    for index, character in enumerate(text):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(character, 0)
        if depth == 0:
            yield index


def shape_comment(shape: Sequence[int | None]) -> str:
    """A shape with its batch: `[batch, 28, 28, 1]`."""
    return "[" + ", ".join(["batch", *("?" if size is None else str(size) for size in shape)]) + "]"
