"""`${...}`: named constants and their arithmetic, put into the tree before anything else looks at it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping as Dict
from typing import TypeAlias

from gancompile.compiler.diagnostics import Report, did_you_mean
from gancompile.compiler.syntax.expression import (
    BinaryOperation,
    Call,
    Expression,
    Name,
    Negation,
    NumberLiteral,
    parse_expression,
)
from gancompile.compiler.syntax.tree import Entry, Mapping, Node, Scalar, Sequence

Constant: TypeAlias = "bool | int | float | str"
PLACE = re.compile(r"\$\$|\$\{([^{}]*)\}")
LARGEST = 1e15
MAX_TEXT = 10_000


class _Told(Exception):
    """A mistake was put into the report; unwinds to `_substitute` and never leaves this file."""


def interpolate(root: Mapping, report: Report) -> Mapping:
    """The tree with every `${...}` replaced; `params` may use those before them."""
    constants: dict[str, Constant] = {}
    params = root.get("params")
    if isinstance(params, Mapping):
        done = []
        for entry in params.entries:
            value = _walk(entry.value, constants, report)
            done.append(Entry(key=entry.key, value=value))
            if isinstance(value, Scalar) and value.value is not None:
                constants[entry.key.text] = value.value
        params = Mapping(entries=tuple(done), span=params.span)
    entries = []
    for entry in root.entries:
        value = params if entry.key.text == "params" and params is not None else _walk(entry.value, constants, report)
        entries.append(Entry(key=entry.key, value=value))
    return Mapping(entries=tuple(entries), span=root.span)


def _walk(node: Node, constants: Dict[str, Constant], report: Report) -> Node:
    match node:
        case Scalar():
            return _substitute(node, constants, report) if "$" in node.text else node
        case Sequence(items=items, span=span):
            return Sequence(items=tuple(_walk(item, constants, report) for item in items), span=span)
        case Mapping(entries=entries, span=span):
            return Mapping(
                entries=tuple(Entry(key=e.key, value=_walk(e.value, constants, report)) for e in entries), span=span
            )


def _substitute(scalar: Scalar, constants: Dict[str, Constant], report: Report) -> Scalar:
    """A scalar that is one `${...}` alone takes the value with its type; inside of a longer text it becomes text."""
    try:
        whole = PLACE.fullmatch(scalar.text)
        if whole and whole.group(1) is not None:
            value = _evaluate_place(scalar, whole, constants, report)
            return Scalar(value=value, text=_text(value), plain=not isinstance(value, str), span=scalar.span)
        text = PLACE.sub(
            lambda m: "$" if m.group() == "$$" else _text(_evaluate_place(scalar, m, constants, report)), scalar.text
        )
        if len(text) > MAX_TEXT:
            report.add("GC0303", scalar.span, f"`${{...}}` expands this text to more than {MAX_TEXT:,} characters")
            raise _Told
    except _Told:
        return scalar
    return Scalar(value=text, text=text, plain=False, span=scalar.span)


def _text(value: Constant) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _evaluate_place(scalar: Scalar, place: re.Match[str], constants: Dict[str, Constant], report: Report) -> Constant:
    expression = parse_expression(scalar, report, start=place.start() + 2, text=place.group(1))
    if expression is None:
        raise _Told
    try:
        return _evaluate(expression, constants, report)
    except (ZeroDivisionError, OverflowError, ValueError, TypeError) as error:
        report.add("GC0303", scalar.span, f"`{place.group()}` has no value: {error}")
        raise _Told from None


def _evaluate(node: Expression, constants: Dict[str, Constant], report: Report) -> Constant:
    match node:
        case NumberLiteral(value=value):
            return value
        case Name(name=name, span=span):
            if name not in constants:
                hint = did_you_mean(name, constants) or (
                    f"`params` has {', '.join(constants)}" if constants else "add it under `params`"
                )
                report.add("GC0302", span, f"there is no parameter `{name}`", help=hint)
                raise _Told
            return constants[name]
        case Negation(of=of):
            return _number(-_as_number(_evaluate(of, constants, report)))
        case BinaryOperation(operator=operator, left=left, right=right):
            a = _as_number(_evaluate(left, constants, report))
            b = _as_number(_evaluate(right, constants, report))
            return _number(_arithmetic(operator, a, b))
        case Call(function=function, arguments=arguments, span=span):
            numbers = [_as_number(_evaluate(argument, constants, report)) for argument in arguments]
            known = {
                "min": min,
                "max": max,
                "round": round,
                "floor": math.floor,
                "ceil": math.ceil,
                "log2": math.log2,
                "sqrt": math.sqrt,
            }
            if function not in known or len(numbers) < 1 or (function not in {"min", "max"} and len(numbers) != 1):
                hint = did_you_mean(function, known) or "there are min, max, round, floor, ceil, log2, sqrt"
                report.add(
                    "GC0303", span, f"`{function}` of {len(numbers)} values is not known in `${{...}}`", help=hint
                )
                raise _Told
            return _number(known[function](*numbers) if function not in {"min", "max"} else known[function](numbers))  # type: ignore[operator]


def _arithmetic(operator: str, a: int | float, b: int | float) -> int | float:
    match operator:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "/":
            return a / b
        case "//":
            return a // b
        case "%":
            return a % b
    if abs(a) > 1e6 or abs(b) > 64:
        raise ValueError("the power is too large")
    power = a**b
    if isinstance(power, complex):
        raise ValueError("the power is not a real number")
    return float(power) if isinstance(power, float) else int(power)


def _as_number(value: Constant) -> int | float:
    if isinstance(value, str | bool):
        raise TypeError(f"{value!r} is not a number")
    return value


def _number(value: int | float) -> int | float:
    if (isinstance(value, float) and not math.isfinite(value)) or abs(value) > LARGEST:
        raise OverflowError("the result is too large")
    return int(value) if value == int(value) else value
