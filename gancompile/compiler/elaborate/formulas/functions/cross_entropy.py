"""The cross entropy of labels and logits."""

from __future__ import annotations

from gancompile.compiler.elaborate.formulas.formula_error import FormulaError
from gancompile.compiler.elaborate.formulas.reader import Reader
from gancompile.compiler.ir.value import CrossEntropy, Draw, Value, is_labels, shape_of
from gancompile.compiler.shapes import print_shape
from gancompile.compiler.syntax.expression import Call


def cross_entropy(node: Call, reader: Reader) -> Value:
    """`cross_entropy(labels, logits)`. Raises FormulaError."""
    labels, second = (reader.single(reader.read(one), one.span) for one in node.arguments)
    if is_labels(second) and not is_labels(labels):
        message = "`cross_entropy` takes the labels first, and then the logits"
        raise FormulaError("GC0411", node.span, message, help="exchange the two")
    logits = reader.real(node.arguments[1])
    wanted, found = shape_of(logits), shape_of(labels)
    whole = is_labels(labels)
    if not wanted or found != (wanted[:-1] if whole else wanted):
        shapes = ["a single number" if s is None else print_shape(s) for s in (found, wanted)]
        kind = "labels as whole numbers" if whole else "labels as shares"
        raise FormulaError(
            "GC0411", node.span, f"`cross_entropy` joins {kind} {shapes[0]} with logits {shapes[1]}",
            help="logits have one more axis than whole numbers, and the shape of shares",
        )  # fmt: skip
    classes = labels.classes if isinstance(labels, Draw) else None
    if whole and classes is not None and wanted[-1] is not None and wanted[-1] < classes:
        message = f"there are {classes} classes, but only {wanted[-1]} logits"
        raise FormulaError(
            "GC0416", node.arguments[1].span, message, help=f"let the network end with `dense: {classes}`"
        )
    return CrossEntropy(labels=labels, logits=logits, span=node.span)
