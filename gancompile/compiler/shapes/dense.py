"""Dense layers and embeddings."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.shape import Arguments, Inferred, Shape, ShapeProblem


def dense(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """The last axis becomes `units`; the others stay."""
    (shape,) = inputs
    if not shape:
        return ShapeProblem(
            argument=None,
            message="it takes at least one axis, but is given a single number per example",
            help="embed a label first",
        )
    if shape[-1] is None:
        return ShapeProblem(
            argument=None, message="the size of the last axis must be known, it is the number of weights of each unit"
        )
    return (*shape[:-1], arguments["units"])


def embedding(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Every whole number becomes a vector of `output_dim`."""
    return (*inputs[0], arguments["output_dim"])
