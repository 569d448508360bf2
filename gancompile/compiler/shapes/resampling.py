"""The shapes of up-sampling, padding, cropping and resizing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gancompile.compiler.shapes.elementwise import same_of_rank
from gancompile.compiler.shapes.rule import Rule
from gancompile.compiler.shapes.shape import (
    Arguments,
    Inferred,
    Shape,
    ShapeProblem,
    each,
    join_channels,
    print_shape,
    split_channels,
)
from gancompile.compiler.shapes.size import Size, ceil_divide, floor_divide, plus, product, times
from gancompile.compiler.shapes.work import Work, filter_work


def up_sampling(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Each position is repeated `size` times."""
    parts = split_channels(inputs[0], rank, arguments)
    if isinstance(parts, ShapeProblem):
        return parts
    factors = each(arguments["size"], rank)
    return join_channels([times(s, f) for s, f in zip(parts[0], factors, strict=True)], parts[1], arguments)


def margin_padding(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """A margin around: of zeros, or of what stands at the edge."""
    parts = split_channels(inputs[0], rank, arguments)
    if isinstance(parts, ShapeProblem):
        return parts
    around = margins(arguments["padding"], rank)
    return join_channels([plus(s, sum(m)) for s, m in zip(parts[0], around, strict=True)], parts[1], arguments)


def reflection_padding(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """A margin that mirrors what is inside, without the edge itself: smaller than the size that it mirrors."""
    parts = split_channels(inputs[0], rank, arguments)
    if isinstance(parts, ShapeProblem):
        return parts
    for size, margin in zip(parts[0], margins(arguments["padding"], rank), strict=True):
        if isinstance(size, int) and max(margin) >= size:
            message = f"a reflection of {max(margin)} needs a size of {max(margin) + 1} or more, but is given {size}"
            return ShapeProblem(
                argument="padding", message=message, help="a smaller margin, or one of zeros or replication"
            )
    return margin_padding(arguments, inputs, rank)


def cropping(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """The edges cut off."""
    parts = split_channels(inputs[0], rank, arguments)
    if isinstance(parts, ShapeProblem):
        return parts
    sizes: list[Size] = []
    for size, margin in zip(parts[0], margins(arguments["cropping"], rank), strict=True):
        if isinstance(size, int) and size <= sum(margin):
            return ShapeProblem(
                argument="cropping",
                message=f"nothing is left when {sum(margin)} of {size} are cut off",
                help="cut off less",
            )
        sizes.append(plus(size, -sum(margin)))
    return join_channels(sizes, parts[1], arguments)


def margins(value: Any, rank: int) -> list[tuple[int, int]]:
    """Before and after, for each axis: from one number, one for each axis, or a pair for each axis."""
    if rank == 1:
        pair = (value, value) if isinstance(value, int) else tuple(value)
        return [(pair[0], pair[1])]
    found = []
    for one in [value] * rank if isinstance(value, int) else value:
        found.append((one, one) if isinstance(one, int) else (one[0], one[1]))
    return found


def resizing(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """An image of `height` and `width`."""
    parts = split_channels(inputs[0], rank, arguments)
    if isinstance(parts, ShapeProblem):
        return parts
    return join_channels((arguments["height"], arguments["width"]), parts[1], arguments)


def resampling(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Grown by `upsample`, then shrunk by `downsample` and rounded up."""
    parts = split_channels(inputs[0], rank, {})
    if isinstance(parts, ShapeProblem):
        return parts
    return (*(resampled(size, arguments) for size in parts[0]), parts[1])


def resampled(size: Size, arguments: Arguments) -> Size:
    """One axis of it."""
    return ceil_divide(times(size, arguments["upsample"]), arguments["downsample"])


def pixel_shuffle(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Depth to space: groups of channels become `factor` positions along each axis."""
    parts, factor = split_channels(inputs[0], rank, {}), arguments["factor"]
    if isinstance(parts, ShapeProblem):
        return parts
    if parts[1] is None:
        return ShapeProblem(argument=None, message="the number of channels must be known")
    if isinstance(parts[1], int) and parts[1] % factor**2:
        return ShapeProblem(
            argument="factor",
            message=f"{parts[1]} channels cannot be laid out as {factor}x{factor} positions",
            help=f"a multiple of {factor**2} channels",
        )
    return (*(times(size, factor) for size in parts[0]), floor_divide(parts[1], factor**2))


def pixel_unshuffle(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Space to depth: `factor` positions along each axis become groups of channels."""
    parts, factor = split_channels(inputs[0], rank, {}), arguments["factor"]
    if isinstance(parts, ShapeProblem):
        return parts
    if any(isinstance(size, int) and size % factor for size in parts[0]):
        message = f"{print_shape(inputs[0])} cannot be divided into {factor}x{factor} positions"
        return ShapeProblem(argument="factor", message=message, help="a divisor of both height and width")
    return (*(floor_divide(size, factor) for size in parts[0]), times(parts[1], factor**2))


def filtered_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A fixed filter, along one axis after the other."""
    return filter_work(product(output[0], inputs[0][1]), output, len(arguments["kernel"]))


RULES = {
    "blur": Rule(shape=same_of_rank, work=filtered_work),
    "cropping": Rule(shape=cropping),
    "margin_padding": Rule(shape=margin_padding),
    "pixel_shuffle": Rule(shape=pixel_shuffle),
    "pixel_unshuffle": Rule(shape=pixel_unshuffle),
    "reflection_padding": Rule(shape=reflection_padding),
    "resampling": Rule(shape=resampling, work=filtered_work),
    "resizing": Rule(shape=resizing),
    "up_sampling": Rule(shape=up_sampling),
}
