"""Expressions, read by Python's own parser and held to a white list: nothing is ever evaluated as Python."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

from gancompile.compiler.diagnostics import Report, Span
from gancompile.compiler.syntax.comprehension import FUNCTIONS, NotCalled, written_out
from gancompile.compiler.syntax.expression import (
    BinaryOperation,
    BinaryOperator,
    Call,
    Comparison,
    ComparisonOperator,
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
from gancompile.compiler.syntax.substitute import parts
from gancompile.compiler.syntax.tree import Scalar

MAX_CHARACTERS = 4_000
MAX_DEPTH = 80
MAX_TERMS, MAX_PARTS = 60, 4_000
"""What one `for` may stand for."""
LARGEST = 1e30
OPERATORS: dict[type[ast.operator], BinaryOperator] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
}  # fmt: skip


MEAN = re.compile(r"[EP]|E(_\w+|[xz])|e_[xyz]")
"""`E[...]`, `P[...]`, and how papers write the mean over a variable."""

COMPARISONS: dict[type[ast.cmpop], ComparisonOperator] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==",
}  # fmt: skip


class _Refused(Exception):
    """Unwinds the reader to `parse_expression`, which reports it; it never leaves this file."""

    def __init__(self, message: str, span: Span, help: str | None = None) -> None:
        super().__init__(message)
        self.message, self.span, self.help = message, span, help


def parse_expression(scalar: Scalar, report: Report, *, start: int = 0, text: str | None = None) -> Expression | None:
    """The tree of an expression, or None where it is not one.

    start, text: the stretch of the scalar's text that holds the expression, all of it when left out.
    """
    text = scalar.text if text is None else text
    reader = _Reader(scalar, text, start)
    if len(text) > MAX_CHARACTERS:
        report.add("GC0410", scalar.span, f"an expression of {len(text):,} characters, the limit is {MAX_CHARACTERS:,}")
        return None
    if not _brackets_match(reader, report):
        return None
    try:
        with warnings.catch_warnings():
            # Python warns of `1if`, and of calls of numbers, which are refused below anyway.
            warnings.simplefilter("ignore")
            body = ast.parse(f"({text}\n)", mode="eval").body
        return reader.read(body, 0)
    except _Refused as refused:
        report.add("GC0410", refused.span, refused.message, help=refused.help)
    except SyntaxError as error:
        if text.strip() and text.rstrip()[-1] in "+-*/%,":
            last = text.rstrip()
            span = reader.span_at(0, len(last) - 1, 1)
            report.add(
                "GC0410", span, f"the expression ends behind `{last[-1]}`", help="write what it is to be joined with"
            )
            return None
        at = reader.span_at((error.lineno or 1) - 1, max((error.offset or 1) - 2, 0), 1)
        report.add("GC0410", at, "this is no expression", label="not understood from here", help=_notation_help(text))
    except (ValueError, MemoryError, RecursionError):
        report.add("GC0410", scalar.span, "the expression is nested too deeply")
    return None


ALLOWED = "numbers, names, calls, + - * / **, comparisons, parts such as `z[0:10]` and `E[...]` are"
SIGNS = {
    "\u2212": "write `-` for the minus sign of a text",
    "\u00b7": "write `*` for a product",
    "\u00d7": "write `*` for a product",
    "\u2016": "write `norm(a)`",
    "\u2225": "write `norm(a)`",
    "|": "write `norm(a)` for the norm of an example, and `abs(a)` for the absolute value",
    "\u00b2": "write `** 2`",
    "\u2207": "write `grad(a, x)` for the gradient of a by x",
    ";": "write `+` between two terms, or give each its name: `{first: ..., second: ...}`",
}
"""Signs of mathematics that an expression does not have, and what is written instead."""
PRODUCT = re.compile(r"(?<![\w.])\d+(?:\.\d+)?\s*(?=[A-Za-df-z_(]|[eE][A-Za-z_\[(])|[)\]]\s*(?=[\w(])")
TWO_NAMES = re.compile(r"\b([A-Za-z_]\w*)\s+([A-Za-z_]\w*)")


def _notation_help(text: str) -> str:
    """What to write instead of the notation of a paper, as far as it is known."""
    sign = next((one for one in SIGNS if one in text), None)
    if sign is not None:
        return SIGNS[sign]
    if re.search(r"\blambda\b", text):
        return "`lambda` is no name here: write the number itself, or `${weight}` with `params: {weight: 10}`"
    names = TWO_NAMES.search(text)
    if names and names[1] in {"where", "for", "with", "over"}:
        return "only the formula stands here: what is drawn is said under `draws`"
    if names:
        return f"a function takes parentheses, as in `{names[1]}({names[2]})`, and a product is written `*`"
    return "write `*` between the parts of a product" if PRODUCT.search(text) else ALLOWED


CLOSES = {")": "(", "]": "[", "}": "{"}


def _brackets_match(reader: _Reader, report: Report) -> bool:
    """Whether brackets are balanced; the first that is not is reported."""
    text = reader.text
    opened: list[int] = []
    fault: int | None = None
    for index, sign in enumerate(text):
        if sign in "([{":
            opened.append(index)
        elif sign in CLOSES:
            if not opened or text[opened[-1]] != CLOSES[sign]:
                fault = opened[-1] if opened else index
                break
            opened.pop()
    else:
        fault = opened[-1] if opened else None
    if fault is None:
        return True
    message = f"this `{text[fault]}` {'closes nothing' if text[fault] in CLOSES else 'is not closed'}"
    help = "close its brackets; inside of {...} or [...] of YAML, put the expression in quotes"
    report.add("GC0410", reader.span_at(text.count("\n", 0, fault), fault, 1), message, help=help)
    return False


@dataclass(frozen=True, slots=True)
class _Reader:
    scalar: Scalar
    text: str
    start: int

    def span_at(self, line: int, column: int, length: int) -> Span:
        """The span of a part of the expression; that of the scalar where it covers several lines."""
        whole = self.scalar.span
        if line or "\n" in self.text or whole.line != whole.end_line:
            return whole
        written = whole.source.line(whole.line)
        quote = 1 if written[whole.column - 1 : whole.column] in {"'", '"'} else 0
        first = whole.column - 1 + quote + self.start
        if written[first : first + len(self.text)] != self.text:
            return whole  # the expression was made here, or holds an escape: it does not stand in the text as it reads
        return whole.inner(quote + self.start + column, length)

    def _span(self, node: ast.expr) -> Span:
        line = f"({self.text}".split("\n")[node.lineno - 1].encode()
        column = len(line[: node.col_offset].decode()) - 1
        length = len(line[node.col_offset : node.end_col_offset].decode()) if node.end_lineno == node.lineno else 1
        return self.span_at(node.lineno - 1, column, length)

    def read(self, node: ast.expr, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            raise _Refused(f"the expression is nested more than {MAX_DEPTH} deep", self.scalar.span)
        span = self._span(node)
        match node:
            case ast.Constant(value=value) if isinstance(value, int | float) and not isinstance(value, bool):
                if not abs(value) <= LARGEST:
                    raise _Refused(f"the number is larger than {LARGEST:g}", span)
                return NumberLiteral(value=value, span=span)
            case ast.Name(id=name):
                return Name(name=name, span=span)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Negation(of=self.read(operand, depth + 1), span=span)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand, depth + 1)
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATORS:
                sides = self.read(left, depth + 1), self.read(right, depth + 1)
                return BinaryOperation(operator=OPERATORS[type(operator)], left=sides[0], right=sides[1], span=span)
            case ast.Compare(left=left, ops=[operator], comparators=[right]) if type(operator) in COMPARISONS:
                sides = self.read(left, depth + 1), self.read(right, depth + 1)
                return Comparison(operator=COMPARISONS[type(operator)], left=sides[0], right=sides[1], span=span)
            case ast.Call(func=ast.Name(id=name), args=[ast.GeneratorExp() as each], keywords=[]):
                return self._written_out(name, each, span, depth)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return Call(function=name, arguments=tuple(self.read(a, depth + 1) for a in arguments), span=span)
            case ast.Attribute(value=of, attr=name) if not name.startswith("_"):
                return Field(of=self.read(of, depth + 1), name=name, span=span)
            case ast.Subscript(value=ast.Name(id="E" | "P" as name), slice=inner) if not isinstance(
                inner, ast.Slice | ast.Tuple
            ):
                return Call(function=name, arguments=(self.read(inner, depth + 1),), brackets=True, span=span)
            case ast.Subscript(value=of, slice=inner) if not (isinstance(of, ast.Name) and MEAN.fullmatch(of.id)):
                positions = inner.elts if isinstance(inner, ast.Tuple) else [inner]
                made = tuple(self._position(one, depth + 1) for one in positions)
                return Subscript(of=self.read(of, depth + 1), positions=made, span=span)
        raise self._refusal(node, span)

    def _written_out(self, function: str, each: ast.GeneratorExp, span: Span, depth: int) -> Expression:
        """`sum(... for a in [...])`, with the terms that it stands for."""
        if function not in FUNCTIONS:
            raise _Refused(f"`{function}` takes no `for`", span, "`sum(... for d in [a, b])` and `mean(...)` do")
        [first, *more] = each.generators
        if more or first.ifs or first.is_async:
            message = "`for` stands here once, and without a condition"
            raise _Refused(message, span, "write pairs: `for d, v in [(a, x), (b, y)]`")
        if not isinstance(first.iter, ast.List | ast.Tuple) or not first.iter.elts:
            message = "what `for` goes over is written as a list"
            raise _Refused(message, self._span(first.iter), "such as `for d in [judge_2, judge_3]`")
        names = self._variables(first.target)
        rounds = [self._values(item, names, depth + 1) for item in first.iter.elts]
        element = self.read(each.elt, depth + 1)
        if len(rounds) > MAX_TERMS or len(rounds) * sum(1 for _ in parts(element)) > MAX_PARTS:
            message = f"this stands for more than {MAX_TERMS} terms, or for more than {MAX_PARTS:,} parts of them"
            raise _Refused(message, span)
        try:
            return written_out(function, element, rounds, span)
        except NotCalled as wrong:
            message = "what is called here is a value, and no network"
            raise _Refused(
                message, wrong.span, "a list of networks has their names: `for d in [judge_2, judge_3]`"
            ) from None

    def _variables(self, target: ast.expr) -> list[str]:
        """The names behind `for`."""
        each = target.elts if isinstance(target, ast.Tuple) else [target]
        names = [one.id for one in each if isinstance(one, ast.Name)]
        if len(names) < len(each) or len(set(names)) < len(names):
            raise _Refused("behind `for` stand names, each once", self._span(target), "such as `for d in [a, b]`")
        return names

    def _values(self, item: ast.expr, names: list[str], depth: int) -> dict[str, Expression]:
        """The values of the variables in one round."""
        each = item.elts if isinstance(item, ast.Tuple | ast.List) and len(names) > 1 else [item]
        if len(each) != len(names):
            message = f"{len(names)} names are given {len(each)} {'value' if len(each) == 1 else 'values'}"
            raise _Refused(message, self._span(item), f"write `({', '.join(names)})` with a value for each")
        return {name: self.read(one, depth) for name, one in zip(names, each, strict=True)}

    def _position(self, node: ast.expr, depth: int) -> Position:
        """One position between brackets."""
        match node:
            case ast.Slice(lower=lower, upper=upper, step=None):
                bounds = [self.read(bound, depth) if bound is not None else None for bound in (lower, upper)]
                return Slice(begin=bounds[0], end=bounds[1], span=self._span(node))
            case ast.Constant(value=value) if value is Ellipsis:
                return Rest(span=self._span(node))
            case ast.Slice():
                raise _Refused("a range between brackets has no step", self._span(node), "write `begin:end`")
        return self.read(node, depth)

    def _refusal(self, node: ast.expr, span: Span) -> _Refused:
        match node:
            case ast.Constant():
                return _Refused("a text has no place in an expression", span)
            case ast.BinOp(op=ast.BitXor()):
                return _Refused("`^` is no operator here", span, "a power is written `**`")
            case ast.ListComp() | ast.GeneratorExp() | ast.SetComp():
                return _Refused(
                    "`for` stands inside of `sum(...)` or `mean(...)`", span, "such as `sum(d(x) for d in [a, b])`"
                )
            case ast.Subscript():
                return _Refused(
                    "a mean is written `E[...]`, and takes one formula",
                    span,
                    "write `E[...]`, over whatever is drawn in it",
                )
            case ast.Call(func=ast.Attribute(attr=name)):
                return _Refused(
                    "a function behind a `.` has no place in an expression", span,
                    f"a function stands alone: `{name}(a)`; an output stands behind its network: `network(x).{name}`",
                )  # fmt: skip
            case ast.Attribute():
                return _Refused("a name that begins with `_` has no place behind a `.`", span)
            case ast.Call(keywords=[_, *_]):
                return _Refused("an argument is not given by name in an expression", span)
            case ast.Compare(ops=[_]):
                return _Refused(
                    "comparisons are `<`, `<=`, `>`, `>=` and `==`", span, "exchange the two values of `where`"
                )
            case ast.Compare():
                return _Refused(
                    "a comparison has two sides", span, "`where(a < b, where(b < c, x, y), y)` is x where both hold"
                )
            case ast.BoolOp() | ast.IfExp():
                return _Refused(
                    "conditions are not joined in an expression", span,
                    "`where(a > b, x, y)` is x where the condition holds and y elsewhere; one may stand in another",
                )  # fmt: skip
        return _Refused("this kind of expression is not allowed", span, ALLOWED)
