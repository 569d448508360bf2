"""Images whose sides halve to no whole numbers: what a U-Net joins then differs by a pixel, and which sides would fit."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.catalogue.sources import SourceFacts
from gancompile.compiler.elaborate.resize_step import resize_to
from gancompile.compiler.shapes import print_shape
from gancompile.compiler.shapes.size import Size


def help_for_odd_size(
    joined: Sequence[tuple[Size, ...]],
    entry: tuple[Size, ...],
    values: Sequence[tuple[Size, ...]],
    facts: SourceFacts | None,
) -> str | None:
    """The nearest sizes of the input with which all that is joined is of one size; None where rounding is not the reason.

    joined: the shapes that do not fit, such as [210, 210, 64] and [209, 209, 64]. entry: the shape of the network's input. values: of
    all that the network has made so far, the smallest of which is taken for the depth to which the sides are divided.
    """
    deepest = [shape for shape in values if len(shape) == len(entry)]
    if len(entry) < 2 or any(len(shape) != len(entry) for shape in joined):
        return None
    nearest = []
    for axis, side in enumerate(entry[:-1]):
        met, depths = _known(joined, axis), _known(deepest, axis)
        if not isinstance(side, int) or len(met) < len(joined) or not depths:
            return None
        fitting = _fitting(side, min(depths), met)
        if fitting is None:
            return None
        nearest.append(fitting)
    fits = list(dict.fromkeys(tuple(zip(*nearest, strict=True))))
    return None if fits == [entry[:-1]] else _told(entry, fits, facts)


def _known(shapes: Sequence[tuple[Size, ...]], axis: int) -> list[int]:
    return [size for shape in shapes if isinstance(size := shape[axis], int)]


def _fitting(side: int, depth: int, met: Sequence[int]) -> tuple[int, int] | None:
    """The nearest sides below and above that divide down to the depth; None where what is met does not differ by rounding alone.

    Strides round up, so that the larger side is the one that was doubled again, and even; pooling rounds down, and the smaller one is.
    """
    # A power of two where it can be: of a side of 1 at the depth, more than one divisor comes to it.
    divisors = [one for one in range(1, side + 1) if depth in (-(-side // one), side // one)]
    factor = next((one for one in divisors if one & (one - 1) == 0), divisors[0] if divisors else 1)
    if len({*met}) > 1:
        doubled = max(met) if depth == -(-side // factor) else min(met)
        if doubled % 2 or max(met) - min(met) >= max(factor, 2):
            return None
    below = side // factor * factor
    return (below, below) if below == side else (max(below, factor), below + factor)


def _told(entry: tuple[Size, ...], fits: Sequence[tuple[int, ...]], facts: SourceFacts | None) -> str:
    reason = f"{print_shape(entry[:-1])} does not halve to whole numbers all the way down"
    if facts is not None and any(field.shape == entry for field in facts.fields.values()):
        return f"{reason}: {resize_to(fits)}"
    return f"{reason}; {' or '.join(map(print_shape, fits))} does"
