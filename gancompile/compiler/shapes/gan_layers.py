"""Layers about draws, and about how the examples of a batch differ."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.dense import known_last_axis
from gancompile.compiler.shapes.rule import Rule
from gancompile.compiler.shapes.shape import (
    Arguments,
    Inferred,
    Shape,
    ShapeProblem,
    print_shape,
    print_shapes,
    split_channels,
)
from gancompile.compiler.shapes.size import Size, differ, known, plus, product, unlike
from gancompile.compiler.shapes.work import Work


def minibatch_standard_deviation(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """`features` channels more."""
    parts, features = split_channels(inputs[0], rank, {}), arguments["features"]
    if isinstance(parts, ShapeProblem):
        return parts
    if parts[1] is None:
        return ShapeProblem(argument=None, message="the number of channels must be known")
    if isinstance(parts[1], int) and parts[1] % features:
        message = f"{parts[1]} channels cannot be divided among {features} features"
        return ShapeProblem(argument="features", message=message, help="a divisor of the channels")
    return (*parts[0], plus(parts[1], features))


def minibatch_discrimination(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """`kernels` features more."""
    (shape,) = inputs
    if len(shape) != 1:
        message, help = f"it takes [features], but is given {print_shape(shape)}", "put a `flatten` before it"
        return ShapeProblem(argument=None, message=message, help=help)
    return known_last_axis(shape) or (plus(shape[0], arguments["kernels"]),)


def noise_injection(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """[height, width, channels], of which the channels are known."""
    parts = split_channels(inputs[0], rank, {})
    return parts if isinstance(parts, ShapeProblem) else known_last_axis(inputs[0]) or inputs[0]


def learned_constant(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """`shape`, whatever is read."""
    return tuple(arguments["shape"])


def reparameterized_sampling(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """A mean and a log variance of the same shape."""
    mean, log_variance = inputs
    if len(mean) != len(log_variance) or any(unlike(one, other) for one, other in zip(mean, log_variance, strict=True)):
        message = f"a mean and a log variance of {print_shapes(inputs)} are not the same shape"
        return ShapeProblem(argument=None, message=message)
    return tuple(known(one, other) for one, other in zip(mean, log_variance, strict=True))


def gumbel_softmax(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """A logit for each class along the last axis."""
    return known_last_axis(inputs[0]) or inputs[0]


def table_head(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Logits for all columns along the last axis."""
    problem = known_last_axis(inputs[0])
    if problem is not None:
        return problem
    wanted, given = sum(arguments["sizes"]), inputs[0][-1]
    if differ(wanted, given):
        message = f"columns of {wanted} numbers in all are given {print_shape(inputs[0])}"
        help = f"write `sizes: ${{data.row.sizes}}`, or make the layer before give {wanted}, as with `dense: {wanted}`"
        return ShapeProblem(argument="sizes", message=message, help=help)
    return inputs[0]


def learned_constant_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """The constant."""
    return Work(parameters=product(*output))


def minibatch_discrimination_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A dense layer; what it compares among the examples of a batch is not counted."""
    weights = product(inputs[0][0], arguments["kernels"] * arguments["dimensions"])
    return Work(parameters=weights, multiply_adds=weights)


def noise_injection_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A strength for each channel, or one for all."""
    return Work(parameters=inputs[0][-1] if arguments["per_channel"] else 1)


def discrimination_columns(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Size:
    """A column for each kernel and dimension."""
    return product(arguments["kernels"], arguments["dimensions"])


RULES = {
    "gumbel_softmax": Rule(shape=gumbel_softmax),
    "learned_constant": Rule(shape=learned_constant, work=learned_constant_work),
    "minibatch_discrimination": Rule(
        shape=minibatch_discrimination, work=minibatch_discrimination_work, kernel_columns=discrimination_columns
    ),
    "minibatch_standard_deviation": Rule(shape=minibatch_standard_deviation),
    "noise_injection": Rule(shape=noise_injection, work=noise_injection_work),
    "reparameterized_sampling": Rule(shape=reparameterized_sampling),
    "table_head": Rule(shape=table_head),
}
