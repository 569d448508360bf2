"""Convolutions, in both directions."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.rule import Rule, of_argument
from gancompile.compiler.shapes.shape import (
    Arguments,
    Inferred,
    Shape,
    ShapeProblem,
    each,
    join_channels,
    print_size,
    split_channels,
)
from gancompile.compiler.shapes.size import Size, ceil_divide, floor_divide, plus, product, times
from gancompile.compiler.shapes.work import Work, affine, channel_parts, total, window_size


def convolution(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """A window of `kernel_size` at every `strides`-th position."""
    filters, groups = arguments["filters"], arguments["groups"]
    parts = _checked(arguments, inputs[0], rank)
    if isinstance(parts, ShapeProblem):
        return parts
    for number, what in ((parts[1], "channels"), (filters, "filters")):
        if isinstance(number, int) and number % groups:
            return ShapeProblem(
                argument="groups",
                message=f"{number} {what} cannot be divided into {groups} groups",
                help=f"a divisor of the {what}",
            )
    problem = stride_and_dilation(arguments, rank)
    return problem or _windowed(parts[0], filters, arguments, rank)


def separable_convolution(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """A window for each channel, whose results are then mixed."""
    parts = _checked(arguments, inputs[0], rank)
    return parts if isinstance(parts, ShapeProblem) else _windowed(parts[0], arguments["filters"], arguments, rank)


def depthwise_convolution(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """One window for each channel, or `depth_multiplier` of them."""
    parts = _checked(arguments, inputs[0], rank)
    if isinstance(parts, ShapeProblem):
        return parts
    return _windowed(parts[0], times(parts[1], arguments["depth_multiplier"]), arguments, rank)


def _windowed(sizes: Shape, channels: Size, arguments: Arguments, rank: int) -> Inferred:
    made = window_sizes(sizes, arguments, "kernel_size", rank)
    return made if isinstance(made, ShapeProblem) else join_channels(made, channels, arguments)


def transposed_convolution(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """The shape that a convolution with these arguments would have come from."""
    parts, problem = _checked(arguments, inputs[0], rank), stride_and_dilation(arguments, rank)
    if isinstance(parts, ShapeProblem):
        return parts
    if problem is not None:
        return problem
    kernels, strides, dilations = (each(arguments[name], rank) for name in ("kernel_size", "strides", "dilation_rate"))
    given = arguments.get("output_padding")
    extra: Sequence[int | None] = (None,) * rank if given is None else each(given, rank)
    sizes: list[Size] = []
    for size, kernel, stride, dilation, padding in zip(parts[0], kernels, strides, dilations, extra, strict=True):
        if padding is not None and padding >= stride:
            message = f"an output padding of {padding} is not below the stride of {stride}"
            return ShapeProblem(
                argument="output_padding", message=message, help="leave it out, or take a larger stride"
            )
        made = _transposed(size, (kernel - 1) * dilation + 1, stride, padding, arguments["padding"])
        if made == 0:
            message = f"nothing is left of a size of {print_size(size)}"
            return ShapeProblem(argument="output_padding", message=message, help="leave it out")
        sizes.append(made)
    return join_channels(sizes, arguments["filters"], arguments)


def _transposed(size: Size, reach: int, stride: int, extra: int | None, padding: str) -> Size:
    """Source: `_get_output_shape_given_tf_padding` of Keras. extra: the `output_padding`."""
    if extra is None:
        return times(size, stride) if padding == "same" else plus(times(size, stride), max(reach - stride, 0))
    return plus(times(size, stride), (reach % 2 if padding == "same" else reach) + extra - stride)


def window_sizes(sizes: Shape, arguments: Arguments, window: str, rank: int) -> Shape | ShapeProblem:
    """The extent of a window with that argument's size along each axis."""
    windows = each(arguments[window], rank)
    strides = each(arguments["strides"] if arguments.get("strides") is not None else windows, rank)
    dilations = each(arguments.get("dilation_rate", 1), rank)
    made: list[Size] = []
    for size, kernel, stride, dilation in zip(sizes, windows, strides, dilations, strict=True):
        reach = (kernel - 1) * dilation + 1
        if arguments["padding"] in {"same", "causal"}:
            made.append(ceil_divide(size, stride))
        elif isinstance(size, int) and size < reach:
            known = "x".join(map(print_size, sizes))
            shown = "x".join(str((k - 1) * d + 1) for k, d in zip(windows, dilations, strict=True))
            return ShapeProblem(
                argument=window,
                message=f"a window of {shown} does not fit an input of {known} without padding",
                help="`padding: same`, or a smaller window",
            )
        else:
            made.append(plus(floor_divide(plus(size, -reach), stride), 1))
    return tuple(made)


def stride_and_dilation(arguments: Arguments, rank: int) -> ShapeProblem | None:
    """Keras has no convolution with both strides and dilation, but for depthwise ones."""
    strides, dilations = each(arguments["strides"], rank), each(arguments.get("dilation_rate", 1), rank)
    if max(strides) > 1 and max(dilations) > 1:
        return ShapeProblem(
            argument="dilation_rate",
            message=f"strides of {max(strides)} and a dilation of {max(dilations)} cannot both be above 1",
            help="leave out one of them",
        )
    return None


def _checked(arguments: Arguments, shape: Shape, rank: int) -> tuple[Shape, Size] | ShapeProblem:
    parts = split_channels(shape, rank, arguments)
    if isinstance(parts, ShapeProblem):
        return parts
    if parts[1] is None:
        return ShapeProblem(argument=None, message="the number of channels must be known, the weights depend on it")
    return parts


def convolution_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A product for each position of the output, of the window, and pair of channels of a group."""
    window, (_, channels) = window_size(arguments, rank), channel_parts(inputs[0], rank, arguments)
    read = product(window, floor_divide(channels, arguments.get("groups", 1)))
    positions, filters = product(*channel_parts(output, rank, arguments)[0]), arguments["filters"]
    return Work(
        parameters=affine(read, filters, bias=arguments["use_bias"]), multiply_adds=product(positions, read, filters)
    )


def depthwise_convolution_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A product for each position of the output and of the window, and channel of the output."""
    sizes, channels = channel_parts(output, rank, arguments)
    window = window_size(arguments, rank)
    return Work(
        parameters=affine(window, channels, bias=arguments["use_bias"]), multiply_adds=product(*sizes, window, channels)
    )


def separable_convolution_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A depthwise convolution, then one of a single position."""
    _, channels = channel_parts(inputs[0], rank, arguments)
    sizes, filters = channel_parts(output, rank, arguments)
    between = product(channels, arguments["depth_multiplier"])
    depthwise, pointwise = product(window_size(arguments, rank), between), product(between, filters)
    return Work(
        parameters=total(depthwise, pointwise, filters if arguments["use_bias"] else 0),
        multiply_adds=product(*sizes, total(depthwise, pointwise)),
    )


def transposed_convolution_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A product for each position of the input, of the window, and pair of channels."""
    window, (sizes, channels), filters = (
        window_size(arguments, rank),
        channel_parts(inputs[0], rank, arguments),
        arguments["filters"],
    )
    read = product(window, channels)
    return Work(
        parameters=affine(read, filters, bias=arguments["use_bias"]),
        multiply_adds=product(*sizes, read, filters),
    )


def depthwise_columns(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Size:
    """The channels of the output."""
    return output[0] if arguments.get("data_format") == "channels_first" else output[-1]


def separable_columns(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Size:
    """Those of the depthwise kernel, and the filters of the pointwise one."""
    _, channels = channel_parts(inputs[0], rank, arguments)
    return total(product(channels, arguments["depth_multiplier"]), arguments["filters"])


RULES = {
    "convolution": Rule(shape=convolution, work=convolution_work, kernel_columns=of_argument("filters")),
    "depthwise_convolution": Rule(
        shape=depthwise_convolution, work=depthwise_convolution_work, kernel_columns=depthwise_columns
    ),
    "separable_convolution": Rule(
        shape=separable_convolution, work=separable_convolution_work, kernel_columns=separable_columns
    ),
    "transposed_convolution": Rule(
        shape=transposed_convolution, work=transposed_convolution_work, kernel_columns=of_argument("filters")
    ),
}
