"""Layers that keep the shape of what they read."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.rule import Rule
from gancompile.compiler.shapes.shape import (
    Arguments,
    Inferred,
    Shape,
    ShapeProblem,
    checked,
    each,
    print_shape,
    print_size,
    split_channels,
)
from gancompile.compiler.shapes.size import differ, product
from gancompile.compiler.shapes.work import Work


def same(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Any shape."""
    return inputs[0]


def same_of_rank(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Any sizes along so many spatial axes."""
    parts = split_channels(inputs[0], rank, arguments)
    return parts if isinstance(parts, ShapeProblem) else inputs[0]


def of_colours(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Images of red, green and blue."""
    return _coloured(arguments, inputs[0], (3,))


def of_grey_or_colours(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Images of red, green and blue, or of one channel."""
    return _coloured(arguments, inputs[0], (1, 3))


def mixed_augmentation(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """With `all_ops`, some of the operations mix the colours."""
    return (of_grey_or_colours if arguments["all_ops"] else same_of_rank)(arguments, inputs, rank)


def colour_jitter(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Hue and saturation are those of colours."""
    coloured = arguments["saturation_factor"] is not None or arguments["hue_factor"] is not None
    return (of_colours if coloured else same_of_rank)(arguments, inputs, rank)


def gaussian_blur(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """A window with a middle."""
    even = next((size for size in each(arguments["kernel_size"], rank) if size % 2 == 0), None)
    if even is not None:
        message = f"a window of {even} has no middle, which the blur is around"
        return ShapeProblem(argument="kernel_size", message=message, help=f"an odd size, such as {even + 1}")
    return same_of_rank(arguments, inputs, rank)


def _coloured(arguments: Arguments, shape: Shape, channels: tuple[int, ...]) -> Inferred:
    parts = split_channels(shape, 2, arguments)
    if isinstance(parts, ShapeProblem):
        return parts
    if isinstance(parts[1], int) and parts[1] not in channels:
        wanted = " or ".join(map(str, channels))
        return ShapeProblem(argument=None, message=f"it takes {wanted} channels, but is given {print_shape(shape)}")
    return shape


def with_features(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Something is done along the last axis, which must not be the batch."""
    if not inputs[0]:
        message = "it takes at least one axis, but is given a single number per example"
        return ShapeProblem(argument=None, message=message, help="put a `reshape` to [1] before it")
    return inputs[0]


def prelu(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """PReLU: one slope for each position, shared along `shared_axes`."""
    (shape,) = inputs
    slopes = slopes_of(arguments, shape)
    if isinstance(slopes, ShapeProblem):
        return slopes
    if None in slopes:
        message = f"there is a slope for each position of {print_shape(shape)}, so its sizes must be known"
        return ShapeProblem(
            argument="shared_axes", message=message, help="share the slopes along the axes that are `?`"
        )
    return shape


def slopes_of(arguments: Arguments, shape: Shape) -> Shape | ShapeProblem:
    """The shape of the slopes. Axes are counted with the batch as axis 0; Keras takes one from them before it looks them up."""
    shared = arguments["shared_axes"]
    slopes = list(shape)
    for axis in () if shared is None else each(shared, 1):
        if not -len(shape) < axis <= len(shape) or axis == 0:
            message, help = f"{print_shape(shape)} has no axis {axis}", f"axes are 1 to {len(shape)}"
            return ShapeProblem(argument="shared_axes", message=message, help=help)
        slopes[axis - 1] = 1
    return tuple(slopes)


def noise_shaped(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Numbers are dropped together along the axes for which `noise_shape` (the batch first) says 1."""
    (shape,), noise = inputs, arguments["noise_shape"]
    if noise is None:
        return shape
    # A number for the batch would hold for batches of that size only.
    fits = len(noise) == len(shape) + 1 and noise[0] in (None, 1)
    if not fits or any(one != 1 and differ(one, size) for one, size in zip(noise[1:], shape, strict=True)):
        given = "[" + ", ".join("null" if one is None else print_size(one) for one in noise) + "]"
        return ShapeProblem(
            argument="noise_shape",
            message=f"{given} does not fit a batch of {print_shape(shape)}",
            help="one for each axis, the batch first: 1, or null for the size of the axis",
        )
    return shape


def prelu_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A slope for each position that does not share one."""
    slopes = checked(slopes_of(arguments, inputs[0]))
    return Work(parameters=product(*slopes))


RULES = {
    "colour_jitter": Rule(shape=colour_jitter),
    "gaussian_blur": Rule(shape=gaussian_blur),
    "mixed_augmentation": Rule(shape=mixed_augmentation),
    "noise_shaped": Rule(shape=noise_shaped),
    "of_colours": Rule(shape=of_colours),
    "of_grey_or_colours": Rule(shape=of_grey_or_colours),
    "prelu": Rule(shape=prelu, work=prelu_work),
    "same": Rule(shape=same),
    "same_of_rank": Rule(shape=same_of_rank),
    "with_features": Rule(shape=with_features),
}
