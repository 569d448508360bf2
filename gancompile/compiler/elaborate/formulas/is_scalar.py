"""The scalar check of objectives, penalties and states."""

from __future__ import annotations

from gancompile.compiler.diagnostics import Report, Span
from gancompile.compiler.ir.value import Comparison, Value, shape_of


def is_scalar(value: Value, what: str, span: Span, report: Report, *, this: str = "this") -> bool:
    """Whether a value is a scalar; reported where it has a batch. what: the subject of the message; this: the formula at fault."""
    if isinstance(value, Comparison):
        message = f"{what} is a number, but {this} is a comparison, which is true or false"
        report.add("GC0411", span, message, help="write `where(a > b, 1, 0)`, which is 1 where it holds")
        return False
    if shape_of(value) is None:
        return True
    message = f"{what} is a single number, but {this} has one for each example"
    report.add("GC0414", span, message, help="take the mean over the batch: `E[...]`")
    return False
