"""Dense layers and embeddings."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.rule import Rule, of_argument
from gancompile.compiler.shapes.shape import LABEL_AS_VECTOR, Arguments, Inferred, Shape, ShapeProblem
from gancompile.compiler.shapes.size import product
from gancompile.compiler.shapes.work import Work, adapted, affine, total


def dense(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """The last axis becomes `units`; the others stay."""
    (shape,) = inputs
    problem = known_last_axis(shape)
    return problem or (*shape[:-1], arguments["units"])


def known_last_axis(shape: Shape) -> ShapeProblem | None:
    """A layer with a weight for each position of the last axis needs that axis."""
    if not shape:
        message = "it takes at least one axis, but is given a single number per example"
        return ShapeProblem(argument=None, message=message, help=f"embed a label first, by {LABEL_AS_VECTOR}")
    if shape[-1] is None:
        message = "the size of the last axis must be known, it is the number of weights of each unit"
        return ShapeProblem(argument=None, message=message)
    return None


def embedding(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Every whole number becomes a vector of `output_dim`."""
    return (*inputs[0], arguments["output_dim"])


def dense_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A product for each pair of features, at each position."""
    (shape,), units, adapter = inputs, arguments["units"], arguments.get("lora_rank")
    work = product(*shape, units)
    if adapter:
        low = total(product(shape[-1], adapter), product(units, adapter))
        return adapted(product(shape[-1], units), low, units if arguments["use_bias"] else 0, work)
    return Work(parameters=affine(shape[-1], units, bias=arguments["use_bias"]), multiply_adds=work)


def embedding_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A table; the one that turns it around has another where the two are not tied."""
    rows, width, adapter = arguments["input_dim"], arguments["output_dim"], arguments.get("lora_rank")
    table = product(rows, width)
    back = 0 if arguments.get("tie_weights", True) else table
    if adapter:
        return adapted(table, total(product(rows, adapter), product(width, adapter)), back, 0)
    return Work(parameters=total(table, back))


RULES = {
    "dense": Rule(shape=dense, work=dense_work, kernel_columns=of_argument("units")),
    "embedding": Rule(shape=embedding, work=embedding_work, kernel_columns=of_argument("output_dim")),
}
