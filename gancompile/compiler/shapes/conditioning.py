"""Layers that read a second value which says how: a style, a condition, a label."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.resampling import resampled
from gancompile.compiler.shapes.shape import Arguments, Inferred, Shape, ShapeProblem, print_shape, split_channels


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
        help = "embed it first" if not shape else "put a `flatten` before it"
        return ShapeProblem(argument=None, message=message, help=help)
    if shape[0] is None:
        return ShapeProblem(argument=None, message=f"the size of its {what} must be known, the weights depend on it")
    return None


def _label(shape: Shape) -> ShapeProblem | None:
    if shape:
        message = f"its label is a whole number for each example, of shape [], but is {print_shape(shape)}"
        return ShapeProblem(argument=None, message=message)
    return None
