"""Expressions: read, held to the white list, printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.syntax import Expression, Scalar, parse_expression
from gancompile.compiler.syntax.expression import (
    BinaryOperation,
    Call,
    Comparison,
    Name,
    Negation,
    NumberLiteral,
    Rest,
    Slice,
    Subscript,
)
from gancompile.compiler.syntax.printer import print_expression


def parse(text: str) -> tuple[Expression | None, Report]:
    report = Report()
    return parse_expression(Scalar(value=text, text=text, plain=True), report), report


REFUSED = [
    "__import__('os').system('ls')", "x._y", "[a for a in b]", "lambda: 1", "'text'", "a if b else c", "a < b < c",
    "a != b", "a in b", "a and b", "sum(a for a in b)", "sum(a for a in [])",
    "max(a for a in [b])", "sum(a for a in [b] if a)", "sum(a for a in [b] for c in [d])",
    "sum([a for a in [b]])", "sum(a for a, c in [b])",
    "sum(a for a.b in [b])", "sum(a(x) for a in [1])", "sum(a for a, a in [(b, c)])", "sum(a for a in [" + "b, " * 61 + "])",
    "sum(sum(sum(a * b for a in [" + "d, " * 50 + "]) for b in [" + "c, " * 50 + "]) for e in [1, 2, 3])",
    "f(x=1)",
    "f(*a)", "E[1:2]", "x := 1", "{1: 2}", "(1, 2)", "...", "True", "a ^ b", "not a", "~a", "a @ b", "f''", "1 +", "(", ")", "", "a b",
    "-" * 3000 + "1", "(" * 300 + "1" + ")" * 300, "1" + "+1" * 1500, "x[1:2:3]", "E_x[a]", "f()()", "1j", "b'x'",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_expression_is_refused(text: str) -> None:
    expression, report = parse(text)
    assert expression is None
    assert [d.code for d in report.diagnostics] == ["GC0410"]


def test_positions_of_a_plain_scalar() -> None:
    from pathlib import Path

    from gancompile.compiler.diagnostics import Source
    from gancompile.compiler.syntax import Mapping, read_yaml

    report = Report()
    root = read_yaml(Source(name="s", text='v: "E[log(x._y)]"', folder=Path()), report)
    assert isinstance(root, Mapping)
    scalar = root.get("v")
    assert isinstance(scalar, Scalar)
    parse_expression(scalar, report)
    assert (report.diagnostics[0].span.column, report.diagnostics[0].span.end_column) == (11, 15)


WRITTEN_OUT = [
    ("sum(d(x) for d in [a, b, c])", "a(x) + b(x) + c(x)"),
    ("sum(E[d(x)] for d in (a, b)) * 2", "(E[a(x)] + E[b(x)]) * 2"),
    (
        "mean(relu(1 - d(v)).score for d, v in [(a, x), (b, half(x))])",
        "(relu(1 - a(x)).score + relu(1 - b(half(x))).score) / 2",
    ),
    ("sum(z[i] for i in [0, 2])", "z[0] + z[2]"),
    ("sum(sum(d(v) for v in [x, y]) for d in [a, b])", "a(x) + a(y) + (b(x) + b(y))"),
    ("sum(x(d(x)) for x in [a, b] )", "a(d(a)) + b(d(b))"),
    ("sum(d for d in [a])", "a"),
]


@pytest.mark.parametrize(("text", "meant"), WRITTEN_OUT)
def test_for_is_written_out(text: str, meant: str) -> None:
    assert parse(text)[0] == parse(meant)[0] is not None


numbers = st.one_of(st.integers(0, 999), st.floats(0, 1e6, allow_nan=False)).map(lambda v: NumberLiteral(value=v))
names = st.sampled_from(["x", "fake", "z"]).map(lambda n: Name(name=n))
expressions = st.recursive(
    st.one_of(numbers, names),
    lambda inner: st.one_of(
        st.builds(lambda of: Negation(of=of), inner),
        st.builds(
            lambda o, a, b: BinaryOperation(operator=o, left=a, right=b),
            st.sampled_from(["+", "-", "*", "/", "**", "//", "%"]),
            inner,
            inner,
        ),
        st.builds(lambda a: Call(function="E", arguments=(a,), brackets=True), inner),
        st.builds(lambda a, b: Call(function="f", arguments=(a, b)), inner, inner),
        st.builds(lambda a, b: Subscript(of=a, positions=(b,)), inner, inner),
        st.builds(
            lambda o, a, b: Comparison(operator=o, left=a, right=b),
            st.sampled_from(["<", "<=", ">", ">=", "=="]),
            inner,
            inner,
        ),
        st.builds(
            lambda a, b: Subscript(of=a, positions=(Rest(), Slice(begin=b), Slice(), Slice(end=b))), inner, inner
        ),
    ),
    max_leaves=12,
)


@given(expressions)
def test_printing_and_reading_are_inverse(expression: Expression) -> None:
    found, report = parse(print_expression(expression))
    assert not report.diagnostics
    assert found == expression
