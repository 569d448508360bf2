"""Dense layers and embeddings."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.shape import Arguments, Inferred, Shape, ShapeProblem


def dense(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """The last axis becomes `units`; the others stay."""
    (shape,) = inputs
    problem = known_last_axis(shape)
    return problem or (*shape[:-1], arguments["units"])


def known_last_axis(shape: Shape) -> ShapeProblem | None:
    """A layer with a weight for each place of the last axis needs that axis."""
    if not shape:
        message = "it takes at least one axis, but is given a single number per example"
        return ShapeProblem(argument=None, message=message, help="embed a label first")
    if shape[-1] is None:
        message = "the size of the last axis must be known, it is the number of weights of each unit"
        return ShapeProblem(argument=None, message=message)
    return None


def embedding(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Every whole number becomes a vector of `output_dim`."""
    return (*inputs[0], arguments["output_dim"])
