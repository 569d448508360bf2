"""Pooling."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.convolution import window_sizes
from gancompile.compiler.shapes.rule import Rule
from gancompile.compiler.shapes.shape import (
    Arguments,
    Inferred,
    Shape,
    ShapeProblem,
    checked,
    each,
    join_channels,
    print_shape,
    print_size,
    split_channels,
)


def pooling(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """One number for each window and channel."""
    parts = split_channels(inputs[0], rank, arguments)
    if isinstance(parts, ShapeProblem):
        return parts
    sizes = window_sizes(parts[0], arguments, "pool_size", rank)
    return sizes if isinstance(sizes, ShapeProblem) else join_channels(sizes, parts[1], arguments)


def global_pooling(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """One number for each channel; `keepdims` keeps the axes with size 1."""
    parts = split_channels(inputs[0], rank, arguments)
    if isinstance(parts, ShapeProblem):
        return parts
    return join_channels((1,) * rank, parts[1], arguments) if arguments["keepdims"] else (parts[1],)


def adaptive_pooling(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """`output_size` windows along each axis, as large as they must be."""
    parts = split_channels(inputs[0], rank, arguments)
    if isinstance(parts, ShapeProblem):
        return parts
    if None in parts[0]:
        message = f"the windows depend on the sizes of {print_shape(inputs[0])}, which must be known"
        return ShapeProblem(argument=None, message=message, help="a `global` pooling takes any size")
    return join_channels(each(arguments["output_size"], rank), parts[1], arguments)


def adaptive_max_pooling(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Adaptive pooling where no window may cover an axis.

    Keras 3.15 also lays a window of one position more than it needs; where that leaves the input, TensorFlow ends the whole process.
    """
    made = adaptive_pooling(arguments, inputs, rank)
    if isinstance(made, ShapeProblem):
        return made
    sizes, _ = checked(split_channels(inputs[0], rank, arguments))
    for size, wanted in zip(sizes, each(arguments["output_size"], rank), strict=True):
        if wanted == 1 or size == 1:
            message = f"a window over the whole of an axis cannot be had, of {print_size(size)} positions for {wanted}"
            return ShapeProblem(
                argument="output_size", message=message, help="a `global_max_pooling` takes all at once"
            )
    return made


RULES = {
    "adaptive_max_pooling": Rule(shape=adaptive_max_pooling),
    "adaptive_pooling": Rule(shape=adaptive_pooling),
    "global_pooling": Rule(shape=global_pooling),
    "pooling": Rule(shape=pooling),
}
