"""Whether a value is one number for the whole batch, as an objective, a penalty and a state are."""

from __future__ import annotations

from gancompile.compiler.diagnostics import Report, Span
from gancompile.compiler.ir.value import Value, shape_of


def is_scalar(value: Value, what: str, span: Span, report: Report, *, this: str = "this") -> bool:
    """Whether the value has no batch; told where it has one. what, this: what asks for that, and what should give it."""
    if shape_of(value) is None:
        return True
    message = f"{what} is a single number, but {this} has one for each example"
    report.add("GC0414", span, message, help="take the mean over the batch: `E[...]`")
    return False
