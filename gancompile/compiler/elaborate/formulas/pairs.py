"""The check of `P[...]`: every value with a batch belongs to one side of the pair."""

from __future__ import annotations

from gancompile.compiler.diagnostics import Span
from gancompile.compiler.elaborate.formulas.formula_error import FormulaError
from gancompile.compiler.ir.value import (
    Apply,
    Augment,
    Concatenation,
    Crop,
    CrossEntropy,
    Draw,
    Expectation,
    FirstHalf,
    Gradient,
    Mix,
    Number,
    OneHot,
    Pack,
    PairExpectation,
    Pick,
    Pool,
    Shuffle,
    Side,
    Value,
    children,
)


def check_pairs(value: Value, span: Span) -> None:
    """Inside of `P[...]` every value with a batch is one of the two of a pair."""
    match value:
        case Side():
            check_no_side(value.of, span)
        case Draw() | Apply() | Pick() | Mix() | Gradient() | Shuffle() | OneHot() | Concatenation() | CrossEntropy():
            _refuse_sideless(span)
        case Augment() | Pool() | FirstHalf() | Pack() | Crop():
            _refuse_sideless(span)
        case Expectation() | PairExpectation() | Number():
            return
        case _:
            for child in children(value):
                check_pairs(child, span)


def _refuse_sideless(span: Span) -> None:
    raise FormulaError(
        "GC0417", span,
        "inside of `P[...]` this does not say which example of the pair it belongs to",
        help="write `first(...)` or `second(...)` around it",
    )  # fmt: skip


def check_no_side(value: Value, span: Span) -> None:
    """Outside of `P[...]` there are no pairs."""
    if isinstance(value, Side):
        raise FormulaError(
            "GC0417", span, f"`{value.which.value}` takes one example of a pair, but stands outside of `P[...]`"
        )
    if not isinstance(value, PairExpectation):
        for child in children(value):
            check_no_side(child, span)
