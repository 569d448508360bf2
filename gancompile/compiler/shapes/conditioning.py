"""Layers that read a second value which says how: a style, a condition, a label."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.resampling import resampled
from gancompile.compiler.shapes.rule import Rule
from gancompile.compiler.shapes.shape import (
    LABEL_AS_VECTOR,
    Arguments,
    Inferred,
    Shape,
    ShapeProblem,
    print_shape,
    split_channels,
)
from gancompile.compiler.shapes.size import Size, plus, product
from gancompile.compiler.shapes.work import Work, affine, filter_work, total

BLUR = 4
"""The taps of the filter of a modulated convolution that resamples, along each axis."""


def conditional_batch_normalization(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """[..., channels], with a condition of [features]."""
    shape, condition = inputs
    return _channels(shape, 1) or _vector(condition, "condition") or shape


def conditional_instance_normalization(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """[..., channels], with a label of []."""
    shape, label = inputs
    return _channels(shape, 2) or _label(label) or shape


def adaptive_instance_normalization(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """[..., channels], with a style of [features]."""
    shape, style = inputs
    return _channels(shape, 2) or _vector(style, "style") or shape


def modulated_convolution(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """[height, width, channels] -> [height * upsample / downsample, ..., filters], with a style of [features]."""
    (shape, style), filters = inputs, arguments["filters"]
    parts = split_channels(shape, rank, {})
    if isinstance(parts, ShapeProblem):
        return parts
    if arguments["upsample"] == arguments["downsample"] == 2:
        message = "`upsample` and `downsample` cannot both be 2"
        return ShapeProblem(argument="downsample", message=message, help="leave out one of them")
    problem = _channels(shape, 3) or _vector(style, "style")
    return problem or (*(resampled(size, arguments) for size in parts[0]), filters)


def projection_head(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """[features] -> [1], with a label of []."""
    return _vector(inputs[0], "vector") or _label(inputs[1]) or (1,)


def _channels(shape: Shape, least: int) -> ShapeProblem | None:
    if len(shape) < least:
        wanted = "[..., channels]" if least == 1 else "[positions, channels] or more"
        return ShapeProblem(argument=None, message=f"its first value has {wanted}, but is {print_shape(shape)}")
    if shape[-1] is None:
        return ShapeProblem(argument=None, message="the number of channels must be known, the weights depend on it")
    return None


def _vector(shape: Shape, what: str) -> ShapeProblem | None:
    if len(shape) != 1:
        message = f"its {what} has [features], but is {print_shape(shape)}"
        help = f"embed a label first, by {LABEL_AS_VECTOR}; the vector stands before the label under `from`"
        help = "put a `flatten` before it" if shape else help
        return ShapeProblem(argument=None, message=message, help=help)
    if shape[0] is None:
        return ShapeProblem(argument=None, message=f"the size of its {what} must be known, the weights depend on it")
    return None


def _label(shape: Shape) -> ShapeProblem | None:
    if shape:
        message = f"its label is a whole number for each example, of shape [], but is {print_shape(shape)}"
        return ShapeProblem(argument=None, message=message)
    return None


def two_dense_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A gain and an offset for each channel, by dense layers over the condition."""
    channels, condition = inputs[0][-1], inputs[1][0]
    return Work(parameters=product(affine(condition, channels), 2), multiply_adds=product(condition, channels, 2))


def conditional_batch_normalization_work(
    arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int
) -> Work:
    """The same, and moving statistics."""
    work = two_dense_work(arguments, inputs, output, rank)
    return Work(parameters=work.parameters, untrained=product(inputs[0][-1], 2), multiply_adds=work.multiply_adds)


def conditional_instance_normalization_work(
    arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int
) -> Work:
    """A gain and an offset for each class and channel."""
    return Work(parameters=product(inputs[0][-1], arguments["classes"], 2))


def modulated_convolution_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A convolution, the dense layer of its style, the lengths of its kernels for each style, and the filter of its resampling."""
    (shape, style), filters, size = inputs, arguments["filters"], arguments["kernel_size"]
    channels, up, down = shape[-1], arguments["upsample"] > 1, arguments["downsample"] > 1
    read, blurred = product(size**2, channels), Work()
    if up:
        blurred = filter_work(product(output[0], plus(output[1], max(size - 2, 0))), output, BLUR)
    elif down:
        wider = (plus(shape[0], size - 1), plus(shape[1], size - 1), channels)
        blurred = filter_work(product(wider[0], shape[1]), wider, BLUR)
    return Work(
        parameters=total(affine(read, filters, bias=arguments["use_bias"]), affine(style[0], channels)),
        multiply_adds=total(
            product(*(shape if up else output)[:-1], read, filters),
            product(style[0], channels),
            product(channels, filters) if arguments["demodulate"] else 0,
            blurred.multiply_adds,
        ),
    )


def projection_head_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A dense layer of one unit, and a vector for each class."""
    features = inputs[0][0]
    bias = int(arguments["use_bias"])
    return Work(parameters=total(product(features, arguments["classes"] + 1), bias), multiply_adds=product(features, 2))


def two_dense_columns(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Size:
    """Those of a gain and of an offset for each channel."""
    return product(inputs[0][-1], 2)


def modulated_columns(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Size:
    """The filters, and the channels that the style scales."""
    return total(arguments["filters"], inputs[0][-1])


def head_columns(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Size:
    """The column of a dense layer of one unit, and those of the classes' vectors."""
    return plus(inputs[0][0], 1)


RULES = {
    "adaptive_instance_normalization": Rule(
        shape=adaptive_instance_normalization, work=two_dense_work, kernel_columns=two_dense_columns
    ),
    "conditional_batch_normalization": Rule(
        shape=conditional_batch_normalization,
        work=conditional_batch_normalization_work,
        kernel_columns=two_dense_columns,
    ),
    "conditional_instance_normalization": Rule(
        shape=conditional_instance_normalization, work=conditional_instance_normalization_work
    ),
    "modulated_convolution": Rule(
        shape=modulated_convolution, work=modulated_convolution_work, kernel_columns=modulated_columns
    ),
    "projection_head": Rule(shape=projection_head, work=projection_head_work, kernel_columns=head_columns),
}
