"""Constant folding."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping

from gancompile.compiler.diagnostics import Span
from gancompile.compiler.elaborate.formulas.formula_error import FormulaError
from gancompile.compiler.ir.value import Arithmetic, Number, Operator, Value

ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": operator.pow,
}  # fmt: skip
OF_NUMBERS: Mapping[str, Callable[..., float]] = {
    "abs": abs, "exp": math.exp, "log": math.log, "maximum": max, "minimum": min, "sqrt": math.sqrt, "square": lambda a: a * a,
    "tanh": math.tanh,
}  # fmt: skip
"""Functions that are worked out here where they are of numbers alone."""


def folded(sign: Operator, left: Value, right: Value, span: Span) -> Value:
    """Arithmetic; that of two numbers is done here, where it can go wrong."""
    if isinstance(right, Number) and right.value == 0 and sign == "/":
        raise FormulaError("GC0411", span, "this divides by zero")
    if not (isinstance(left, Number) and isinstance(right, Number)):
        return Arithmetic(operator=sign, left=left, right=right, span=span)
    a, b = float(left.value), float(right.value)
    return number_of(lambda: ARITHMETIC[sign](a, b), span)


def number_of(work: Callable[[], float], span: Span) -> Number:
    """The value of a constant expression, rounded to the digits that a person would write."""
    try:
        value = work()
    except (OverflowError, ZeroDivisionError, ValueError):
        value = math.inf
    if isinstance(value, complex) or not math.isfinite(value):
        raise FormulaError("GC0411", span, "this has no value that a computer holds")
    return Number(value=float(f"{value:.15g}"), span=span)
