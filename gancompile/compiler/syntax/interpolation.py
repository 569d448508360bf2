"""`${...}`: named constants and their arithmetic, put into the tree before anything else looks at it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from collections.abc import Mapping as Dict
from dataclasses import replace
from functools import lru_cache
from typing import TypeAlias

from gancompile.compiler.diagnostics import Diagnostic, Report, Span, did_you_mean
from gancompile.compiler.syntax.expression import (
    BinaryOperation,
    Call,
    Comparison,
    Expression,
    Field,
    Name,
    Negation,
    NumberLiteral,
    Position,
    Rest,
    Slice,
    Subscript,
)
from gancompile.compiler.syntax.expression_parser import parse_expression
from gancompile.compiler.syntax.tree import ByPhase, Entry, Formula, Mapping, Node, Scalar, Sequence, from_plain

Single: TypeAlias = "bool | int | float | str"
Constant: TypeAlias = "Single | tuple[Single, ...] | Mapping"
"""A `Mapping` is a curve. It and a list can only replace a complete value."""
FUNCTIONS: Dict[str, Callable[..., int | float]] = {
    "ceil": math.ceil, "floor": math.floor, "log2": math.log2, "max": max, "min": min, "round": round, "sqrt": math.sqrt,
}  # fmt: skip
REASONS: Dict[type[Exception], str] = {
    ZeroDivisionError: "it divides by zero", OverflowError: "the result is too large", ValueError: "it is not defined for this number",
}  # fmt: skip
OF_LISTS: Dict[str, Callable[[tuple[Single, ...]], int | float]] = {"len": len}
PLACE = re.compile(r"\$\$|\$\{([^{}]*)\}")
A_CURVE = "it changes with the rounds, and can only stand for a whole value"
LARGEST = 1e15
MAX_TEXT = 10_000


class Broken:
    """The value of a constant that was refused, so that no consequence of it is reported."""


BROKEN = Broken()
LATER = Broken()
"""The value of a parameter that is defined further down."""
EVERY = "*"
"""The key under which BROKEN is the value of all parameters, where `params` cannot be read."""
UNNAMED_ROUND = "(round)"
"""A key that stands among the constants of a `repeat` that gives its round no name."""
Constants: TypeAlias = "Dict[str, Constant | Broken]"
"""By name; numbers of the data under dotted names such as `data.image.height`. `data` alone, where broken, stands for all of them."""


class _Reported(Exception):
    """A mistake has been reported; unwinds to `interpolate` and never leaves this file."""


def read_params(params: Mapping, constants: Constants, report: Report) -> tuple[Mapping, dict[str, Constant | Broken]]:
    """The `params` after substitution, and all constants by name; a parameter may use those before it."""
    known = {**constants, **{entry.key.text: LATER for entry in params.entries}}
    done = []
    for entry in params.entries:
        value = interpolate(entry.value, known, report)
        done.append(Entry(key=entry.key, value=entry.value if value is None else value))
        constant = constant_of(value)
        known[entry.key.text] = BROKEN if constant is None else constant
    return Mapping(entries=tuple(done), span=params.span), known


def constant_of(node: Node | None) -> Constant | None:
    """The value of a parameter; None where it was refused, or is null."""
    if isinstance(node, Mapping):
        return node
    if isinstance(node, Sequence):
        values = tuple(item.value for item in node.items if isinstance(item, Scalar) and item.value is not None)
        return values if len(values) == len(node.items) else None
    return node.value if isinstance(node, Scalar) else None


def interpolate(node: Node, constants: Constants, report: Report) -> Node | None:
    """The node with every `${...}` in it replaced, or the node itself where there is none; None where one has no value."""
    try:
        return _walk(node, constants, report)
    except _Reported:
        return None


def _walk(node: Node, constants: Constants, report: Report) -> Node:
    """All of the node is substituted before a mistake unwinds, so that each mistake is reported."""
    match node:
        case Scalar():
            return _substitute(node, constants, report) if "$" in node.text else node
        case Formula() | ByPhase():
            return node
        case Sequence(items=items):
            done = _each(items, constants, report)
            return node if done is items else replace(node, items=done)
        case Mapping(entries=entries):
            values = tuple(entry.value for entry in entries)
            filled = _each(values, constants, report)
            if filled is values:
                return node
            return replace(node, entries=tuple(Entry(key=e.key, value=v) for e, v in zip(entries, filled, strict=True)))


def _each(nodes: tuple[Node, ...], constants: Constants, report: Report) -> tuple[Node, ...]:
    found = [interpolate(node, constants, report) for node in nodes]
    if any(one is None for one in found):
        raise _Reported
    return nodes if all(a is b for a, b in zip(nodes, found, strict=True)) else tuple(n for n in found if n is not None)


def _substitute(scalar: Scalar, constants: Constants, report: Report) -> Node:
    """A scalar that is one `${...}` alone takes the value with its type; inside of a longer text it becomes text."""
    whole = PLACE.fullmatch(scalar.text)
    if whole and whole.group(1) is not None:
        value = _evaluate_substitution(scalar, whole, constants, report)
        if isinstance(value, Mapping):
            return replace(value, span=scalar.span)
        if isinstance(value, tuple):
            return from_plain(list(value), scalar.span)
        return Scalar(value=value, text=_text(value), plain=not isinstance(value, str), span=scalar.span)
    if "${" in PLACE.sub("", scalar.text):
        message = "this `${` has no `}` of its own"
        report.add("GC0303", scalar.span, message, help="write `${name}`; a `${` in earnest is written `$${`")
        raise _Reported
    text = PLACE.sub(lambda m: "$" if m.group() == "$$" else _evaluated_text(scalar, m, constants, report), scalar.text)
    if len(text) > MAX_TEXT:
        report.add("GC0303", scalar.span, f"`${{...}}` expands this text to more than {MAX_TEXT:,} characters")
        raise _Reported
    return Scalar(value=text, text=text, plain=False, span=scalar.span)


def _evaluated_text(scalar: Scalar, substitution: re.Match[str], constants: Constants, report: Report) -> str:
    value = _evaluate_substitution(scalar, substitution, constants, report)
    if isinstance(value, Mapping):
        report.add("GC0303", scalar.span, f"`{substitution.group()}` has no value here: {A_CURVE}")
        raise _Reported
    return _text(value)


def _text(value: Constant) -> str:
    if isinstance(value, tuple):
        return str(list(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _evaluate_substitution(
    scalar: Scalar, substitution: re.Match[str], constants: Constants, report: Report
) -> Constant:
    expression, refusals = _parse_once(scalar.span, substitution.start() + 2, substitution.group(1))
    for one in refusals:
        report.add_diagnostic(one)
    if expression is None:
        raise _Reported
    try:
        return _evaluate(expression, constants, report)
    except (ZeroDivisionError, OverflowError, ValueError, TypeError, IndexError) as error:
        reason = REASONS.get(type(error), "") or str(error)
        report.add("GC0303", scalar.span, f"`{substitution.group()}` has no value: {reason}")
        raise _Reported from None


@lru_cache(maxsize=4096)
def _parse_once(span: Span, start: int, text: str) -> tuple[Expression | None, tuple[Diagnostic, ...]]:
    """The expression of one `${...}`, which a block or a stage may substitute many times."""
    report = Report()
    expression = parse_expression(Scalar(value=text, text=text, plain=True, span=span), report, start=start)
    return expression, tuple(report.diagnostics)


def _evaluate(node: Expression, constants: Constants, report: Report) -> Constant:
    match node:
        case NumberLiteral(value=value):
            return value
        case Name(name=name, span=span):
            return _constant(name, span, constants, report)
        case Field(span=span):
            return _constant(_dotted(node), span, constants, report)
        case Negation(of=of):
            return _number(-_as_number(_evaluate(of, constants, report)))
        case BinaryOperation(operator=operator, left=left, right=right):
            a = _as_number(_evaluate(left, constants, report))
            b = _as_number(_evaluate(right, constants, report))
            return _number(_arithmetic(operator, a, b))
        case Comparison(operator=operator):
            raise TypeError(f"`{operator}` is of formulas alone")
        case Subscript(of=of, positions=positions):
            return _item(_evaluate(of, constants, report), positions, constants, report)
        case Call(function=function, arguments=[of]) if function in OF_LISTS:
            return OF_LISTS[function](_as_list(_evaluate(of, constants, report), f"`{function}`"))
        case Call(function=function, arguments=arguments, span=span):
            numbers = [_as_number(_evaluate(argument, constants, report)) for argument in arguments]
            many = function in {"max", "min"}
            if function not in FUNCTIONS or not numbers or (not many and len(numbers) != 1):
                known = (*FUNCTIONS, *OF_LISTS)
                hint = did_you_mean(function, known) or f"there are {', '.join(known)}"
                message = f"`{function}` of {len(numbers)} values is not known in `${{...}}`"
                report.add("GC0303", span, message, help=hint)
                raise _Reported
            return _number(FUNCTIONS[function](*([numbers] if many else numbers)))


def _item(value: Constant, positions: tuple[Position, ...], constants: Constants, report: Report) -> Constant:
    """An item of a list, counted from 0 or, below 0, from its end; or the list from one item to before another, as in Python."""
    items = _as_list(value, "brackets")
    position = positions[0]
    if len(positions) > 1 or isinstance(position, Rest):
        raise TypeError("a list has one position between its brackets")
    if isinstance(position, Slice):
        begin, end = (None if one is None else _index(one, constants, report) for one in (position.begin, position.end))
        return items[begin:end]
    number = _index(position, constants, report)
    if not -len(items) <= number < len(items):
        raise IndexError(f"the list has {len(items)} items, 0 to {len(items) - 1}, and no item {number}")
    return items[number]


def _index(node: Expression, constants: Constants, report: Report) -> int:
    number = _as_number(_evaluate(node, constants, report))
    if not isinstance(number, int):
        raise TypeError(f"a position in a list is a whole number, and not {number:g}")
    return number


def _as_list(value: Constant, what: str) -> tuple[Single, ...]:
    if not isinstance(value, tuple):
        raise TypeError(f"{what} take a list, and this is {'a curve' if isinstance(value, Mapping) else repr(value)}")
    return value


def _constant(name: str, span: Span, constants: Constants, report: Report) -> Constant:
    value = constants.get(name, constants.get("data" if name.startswith("data.") else EVERY))
    if value is LATER:
        message = f"parameter `{name}` stands below this one, and is not known yet"
        report.add("GC0302", span, message, help="put it before; parameters cannot refer to each other in a cycle")
        raise _Reported
    if isinstance(value, Broken):
        raise _Reported
    if value is None:
        known = [one for one in constants if one != UNNAMED_ROUND]
        hint = did_you_mean(name, known)
        help = f"there are {', '.join(known)}" if known else "add it under `params`"
        if UNNAMED_ROUND in constants and "." not in name:
            help = f"for the number of the round, write `as: {name}` beside the `layers` of `repeat`"
        what = "the data has no number" if name.startswith("data.") else "there is no parameter"
        report.add("GC0302", span, f"{what} `{name}`", label=hint, help=None if hint else help)
        raise _Reported
    return value


def _dotted(node: Expression) -> str:
    """`data.image.height` from its tree; anything else in front of a dot is named as no constant is."""
    match node:
        case Name(name=name):
            return name
        case Field(of=of, name=name):
            return f"{_dotted(of)}.{name}"
    return "(...)"


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
        raise OverflowError
    power = a**b
    if isinstance(power, complex):
        raise ValueError("the power is not a real number")
    return float(power) if isinstance(power, float) else int(power)


def _as_number(value: Constant) -> int | float:
    if isinstance(value, Mapping):
        raise TypeError(A_CURVE)
    if isinstance(value, str | bool | tuple):
        raise TypeError(f"{_text(value) if isinstance(value, tuple) else repr(value)} is not a number")
    return value


def _number(value: int | float) -> int | float:
    if (isinstance(value, float) and not math.isfinite(value)) or abs(value) > LARGEST:
        raise OverflowError("the result is too large")
    return int(value) if value == int(value) else value
