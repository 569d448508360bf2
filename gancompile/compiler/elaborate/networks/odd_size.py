"""Images whose sides halve to no whole numbers: what a U-Net joins then differs by a pixel, and which sides would fit."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.catalogue.sources import SourceFacts
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
    all that the network has made so far.
    """
    sides = entry[:-1]
    if not sides or any(len(shape) != len(entry) for shape in joined):
        return None
    deepest = [shape[:-1] for shape in values if len(shape) == len(entry)]
    nearest: list[tuple[int, ...]] = []
    for axis, side in enumerate(sides):
        met = [shape[axis] for shape in joined]
        depths = [one for shape in deepest if isinstance(one := shape[axis], int)]
        if not isinstance(side, int) or not all(isinstance(size, int) for size in met) or not depths:
            return None
        sizes = [size for size in met if isinstance(size, int)]
        factor = _factor(side, min(depths))
        if max(sizes) - min(sizes) >= max(factor, 2):
            return None
        below = side // factor * factor
        nearest.append((below, below) if below == side else (max(below, factor), below + factor))
    fits = list(dict.fromkeys(tuple(zip(*nearest, strict=True))))
    if fits == [sides]:
        return None
    sizes_text = " or ".join(print_shape(one) for one in fits)
    of_data = any(field.shape == entry for field in facts.fields.values()) if facts else False
    ways = " or ".join(f"`resize: {print_shape(one)}`" for one in fits)
    reason = f"{print_shape(sides)} does not halve to whole numbers all the way down"
    return f"{reason}: write {ways} under `data`" if of_data else f"{reason}; {sizes_text} does"


def _factor(side: int, depth: int) -> int:
    """By what a side is divided down to the depth, rounding up as strides do or down as pooling does; a power of two where it can be."""
    fits = [one for one in range(1, side + 1) if depth in (-(-side // one), side // one)]
    return next((one for one in fits if one & (one - 1) == 0), fits[0] if fits else 1)
