"""Layers that walk along steps."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.convolution import stride_and_dilation, window_sizes
from gancompile.compiler.shapes.rule import Rule
from gancompile.compiler.shapes.shape import (
    WANTED,
    Arguments,
    Inferred,
    Shape,
    ShapeProblem,
    checked,
    join_channels,
    print_shape,
    split_channels,
)
from gancompile.compiler.shapes.size import add, product
from gancompile.compiler.shapes.work import Work, affine, channel_parts, total, window_size


def recurrence(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """[steps, features] -> [units], or [steps, units] with `return_sequences`."""
    (shape,) = inputs
    if len(shape) != 2:
        message = f"it takes [steps, features], but is given {print_shape(shape)}"
        help = "put a `repeat_vector` before it" if len(shape) == 1 else None
        return ShapeProblem(argument=None, message=message, help=help)
    if shape[1] is None:
        return ShapeProblem(argument=None, message="the number of features must be known, the weights depend on it")
    if arguments["unroll"] and shape[0] is None:
        return ShapeProblem(
            argument="unroll",
            message="an unknown number of steps cannot be unrolled",
            help="`unroll: false`, or inputs of a known size",
        )
    units = arguments["units"]
    return (shape[0], units) if arguments["return_sequences"] else (units,)


def convolutional_recurrence(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """[steps, height, width, channels] -> [height, width, filters], or that for each step with `return_sequences`."""
    (shape,) = inputs
    if len(shape) != rank + 2:
        wanted = WANTED[rank].replace("steps", "positions") if rank == 1 else WANTED[rank]
        message = f"it takes [steps, {wanted[1:]}, but is given {print_shape(shape)}"
        return ShapeProblem(argument=None, message=message)
    if None in shape[1:]:
        message = f"all sizes of {print_shape(shape)} but the number of steps must be known, the state has them"
        return ShapeProblem(argument=None, message=message)
    made = step_shape(arguments, shape[1:], rank)
    if isinstance(made, ShapeProblem):
        return made
    return (shape[0], *made) if arguments["return_sequences"] else made


def step_shape(arguments: Arguments, step: Shape, rank: int) -> Inferred:
    """The state of a convolutional recurrence after one step."""
    parts = split_channels(step, rank, arguments)
    if isinstance(parts, ShapeProblem):
        return parts
    sizes = stride_and_dilation(arguments, rank) or window_sizes(parts[0], arguments, "kernel_size", rank)
    return sizes if isinstance(sizes, ShapeProblem) else join_channels(sizes, arguments["filters"], arguments)


def convolutional_recurrence_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """Four gates, each a convolution over the step and one over the state."""
    (shape,) = inputs
    _, channels = channel_parts(shape[1:], rank, arguments)
    state = checked(step_shape(arguments, shape[1:], rank))
    sizes, filters = channel_parts(state, rank, arguments)
    read = total(product(window_size(arguments, rank), channels), product(window_size(arguments, rank), filters))
    return Work(
        parameters=product(affine(read, filters, bias=arguments["use_bias"]), 4),
        multiply_adds=product(shape[0], *sizes, read, filters, 4),
    )


def recurrence_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """Gates (1, or 3 of a GRU, or 4 of an LSTM), each a product with the step and one with the state."""
    (steps, features), units = inputs[0], arguments["units"]
    gates = 3 if "reset_after" in arguments else 4 if "unit_forget_bias" in arguments else 1
    # After Cho et al. 2014 a GRU has one bias, in the form of cuDNN it has two.
    biases = (2 if arguments.get("reset_after") else 1) if arguments["use_bias"] else 0
    read = add(features, units)
    return Work(parameters=product(add(read, biases), units, gates), multiply_adds=product(steps, read, units, gates))


RULES = {
    "convolutional_recurrence": Rule(shape=convolutional_recurrence, work=convolutional_recurrence_work),
    "recurrence": Rule(shape=recurrence, work=recurrence_work),
}
