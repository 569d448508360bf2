"""Convolutions, in both directions."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.shape import (
    Arguments,
    Inferred,
    Shape,
    ShapeProblem,
    each,
    join_channels,
    split_channels,
)


def convolution(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """A window of `kernel_size` at every `strides`-th place."""
    parts = _checked(arguments, inputs[0], rank)
    if isinstance(parts, ShapeProblem):
        return parts
    sizes = window_sizes(parts[0], arguments, "kernel_size", rank)
    if isinstance(sizes, ShapeProblem):
        return sizes
    groups = arguments.get("groups", 1)
    if parts[1] is not None and parts[1] % groups:
        return ShapeProblem(argument="groups", message=f"{parts[1]} channels cannot be divided into {groups} groups")
    if arguments["filters"] % groups:
        return ShapeProblem(
            argument="groups", message=f"{arguments['filters']} filters cannot be divided into {groups} groups"
        )
    return join_channels(sizes, arguments["filters"], arguments)


def depthwise_convolution(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """One window for each channel."""
    parts = _checked(arguments, inputs[0], rank)
    if isinstance(parts, ShapeProblem):
        return parts
    sizes = window_sizes(parts[0], arguments, "kernel_size", rank)
    if isinstance(sizes, ShapeProblem):
        return sizes
    assert parts[1] is not None
    return join_channels(sizes, parts[1] * arguments["depth_multiplier"], arguments)


def transposed_convolution(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """The shape that a convolution with these arguments would have come from."""
    parts = _checked(arguments, inputs[0], rank)
    if isinstance(parts, ShapeProblem):
        return parts
    kernels, strides, dilations = (each(arguments[name], rank) for name in ("kernel_size", "strides", "dilation_rate"))
    extra = each(arguments["output_padding"], rank) if arguments.get("output_padding") is not None else (None,) * rank
    sizes: list[int | None] = []
    for size, kernel, stride, dilation, padding in zip(parts[0], kernels, strides, dilations, extra, strict=True):
        if padding is not None and padding >= stride:
            return ShapeProblem(
                argument="output_padding", message=f"an output padding of {padding} is not below the stride of {stride}"
            )
        sizes.append(_transposed(size, kernel, stride, dilation, padding, arguments["padding"]))
    return join_channels(sizes, arguments["filters"], arguments)


def _transposed(
    size: int | None, kernel: int, stride: int, dilation: int, extra: int | None, padding: str
) -> int | None:
    if size is None:
        return None
    reach = (kernel - 1) * dilation + 1
    if extra is None:
        return size * stride if padding == "same" else size * stride + max(reach - stride, 0)
    return (size - 1) * stride + reach - (2 * (reach // 2) if padding == "same" else 0) + extra


def window_sizes(
    sizes: Sequence[int | None], arguments: Arguments, window: str, rank: int
) -> tuple[int | None, ...] | ShapeProblem:
    """How many places a window of that argument's size has along each axis."""
    windows = each(arguments[window], rank)
    strides = each(arguments["strides"] if arguments.get("strides") is not None else windows, rank)
    dilations = each(arguments.get("dilation_rate", 1), rank)
    made: list[int | None] = []
    for size, kernel, stride, dilation in zip(sizes, windows, strides, dilations, strict=True):
        reach = (kernel - 1) * dilation + 1
        if size is None:
            made.append(None)
        elif arguments["padding"] in {"same", "causal"}:
            made.append(-(-size // stride))
        elif size < reach:
            known = "x".join("?" if s is None else str(s) for s in sizes)
            shown = "x".join(str((k - 1) * d + 1) for k, d in zip(windows, dilations, strict=True))
            return ShapeProblem(
                argument=window,
                message=f"a window of {shown} does not fit an input of {known} without padding",
                help="`padding: same`, or a smaller window",
            )
        else:
            made.append((size - reach) // stride + 1)
    return tuple(made)


def _checked(arguments: Arguments, shape: Shape, rank: int) -> tuple[tuple[int | None, ...], int | None] | ShapeProblem:
    parts = split_channels(shape, rank, arguments)
    if isinstance(parts, ShapeProblem):
        return parts
    if parts[1] is None:
        return ShapeProblem(argument=None, message="the number of channels must be known, the weights depend on it")
    strides, dilations = each(arguments["strides"], rank), each(arguments.get("dilation_rate", 1), rank)
    if max(strides) > 1 and max(dilations) > 1:
        return ShapeProblem(argument="dilation_rate", message="strides and dilation cannot both be above 1")
    return parts
