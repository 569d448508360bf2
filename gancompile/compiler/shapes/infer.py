"""Which rule a layer follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gancompile.catalogue.layer_rows import LayerRow
from gancompile.compiler.shapes import (
    attention,
    conditioning,
    convolution,
    dense,
    einsum,
    elementwise,
    encoding,
    gan_layers,
    merging,
    normalization,
    pooling,
    recurrence,
    resampling,
    reshaping,
    sound,
)
from gancompile.compiler.shapes.rule import Rule
from gancompile.compiler.shapes.shape import Arguments, Inferred, Shape, ShapeProblem


def infer_shape(row: LayerRow, arguments: Mapping[str, Any], inputs: Sequence[Shape]) -> Inferred:
    """The shape per example that a layer makes of its inputs' shapes, or what does not fit. arguments: those that are given."""
    return _number_of_inputs(row, inputs) or RULES[row.shape_rule].shape(
        with_defaults(row, arguments), inputs, row.rank or 0
    )


def with_defaults(row: LayerRow, arguments: Mapping[str, Any]) -> Arguments:
    """The arguments that are given, and the defaults of the others."""
    return {argument.name: argument.default for argument in row.arguments} | dict(arguments)


def _number_of_inputs(row: LayerRow, inputs: Sequence[Shape]) -> ShapeProblem | None:
    least, most = row.input_count
    if len(inputs) >= least and (most is None or len(inputs) <= most):
        return None
    names = ("no value", "one value", "two values", "three values")
    wanted = (
        names[least] if least == most else f"at least {names[least]}" if most is None else f"{least} or {most} values"
    )
    given = {0: "none", 1: "one"}.get(len(inputs), str(len(inputs)))
    help = "name them: `from: [...]`" if len(inputs) < least else None
    return ShapeProblem(argument=None, message=f"it takes {wanted}, but is given {given}", help=help)


RULES: Mapping[str, Rule] = {
    **attention.RULES,
    **conditioning.RULES,
    **convolution.RULES,
    **dense.RULES,
    **einsum.RULES,
    **elementwise.RULES,
    **encoding.RULES,
    **merging.RULES,
    **normalization.RULES,
    **pooling.RULES,
    **recurrence.RULES,
    **resampling.RULES,
    **reshaping.RULES,
    **sound.RULES,
    **gan_layers.RULES,
}
"""The rules of all families by the names that the rows of layers have for them."""
