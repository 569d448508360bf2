"""More or fewer places: up-sampling, padding, cropping."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gancompile.compiler.shapes.shape import (
    Arguments,
    Inferred,
    Shape,
    ShapeProblem,
    each,
    join_channels,
    split_channels,
)


def up_sampling(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Every place becomes `size` places."""
    parts = split_channels(inputs[0], rank, arguments)
    if isinstance(parts, ShapeProblem):
        return parts
    factors = each(arguments["size"], rank)
    return join_channels(
        [None if s is None else s * f for s, f in zip(parts[0], factors, strict=True)], parts[1], arguments
    )


def zero_padding(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Zeros around."""
    parts = split_channels(inputs[0], rank, arguments)
    if isinstance(parts, ShapeProblem):
        return parts
    margins = _margins(arguments["padding"], rank)
    return join_channels(
        [None if s is None else s + sum(m) for s, m in zip(parts[0], margins, strict=True)], parts[1], arguments
    )


def cropping(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """The edges cut off."""
    parts = split_channels(inputs[0], rank, arguments)
    if isinstance(parts, ShapeProblem):
        return parts
    sizes: list[int | None] = []
    for size, margin in zip(parts[0], _margins(arguments["cropping"], rank), strict=True):
        if size is not None and size <= sum(margin):
            return ShapeProblem(
                argument="cropping", message=f"nothing is left when {sum(margin)} of {size} are cut off"
            )
        sizes.append(None if size is None else size - sum(margin))
    return join_channels(sizes, parts[1], arguments)


def _margins(value: Any, rank: int) -> list[tuple[int, int]]:
    """Before and after, for each axis: from one number, one for each axis, or a pair for each axis."""
    if rank == 1:
        pair = (value, value) if isinstance(value, int) else tuple(value)
        return [(pair[0], pair[1])]
    found = []
    for one in [value] * rank if isinstance(value, int) else value:
        found.append((one, one) if isinstance(one, int) else (one[0], one[1]))
    return found
