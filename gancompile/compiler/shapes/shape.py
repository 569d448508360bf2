"""Shapes per example, and what can be wrong with them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Shape = tuple[int | None, ...]
"""Without the batch; None: not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeProblem:
    """The author's mistake, as a value. argument: the one at fault, or None: the input itself."""

    argument: str | None
    message: str
    help: str | None = None


Inferred = Shape | ShapeProblem
Arguments = Mapping[str, Any]


def print_shape(shape: Sequence[int | None]) -> str:
    """A shape as an author writes it: `[7, 7, 128]`, with ? for an unknown size."""
    return "[" + ", ".join("?" if size is None else str(size) for size in shape) + "]"


def count(shape: Sequence[int | None]) -> int | None:
    """How many numbers a value of this shape holds; None where a size is not known."""
    return None if None in shape else math.prod(size for size in shape if size is not None)


def each(value: Any, rank: int) -> tuple[int, ...]:
    """An argument for each axis, where one number stands for all."""
    return tuple(value) if isinstance(value, list | tuple) else (value,) * rank


def split_channels(
    shape: Shape, rank: int, arguments: Arguments
) -> tuple[tuple[int | None, ...], int | None] | ShapeProblem:
    """The spatial sizes and the channels of an input with so many spatial axes."""
    if len(shape) != rank + 1:
        wanted = {1: "[steps, channels]", 2: "[height, width, channels]", 3: "[depth, height, width, channels]"}[rank]
        help = "put a `reshape` before it" if len(shape) == 1 else None
        return ShapeProblem(argument=None, message=f"it takes {wanted}, but is given {print_shape(shape)}", help=help)
    return (shape[1:], shape[0]) if arguments.get("data_format") == "channels_first" else (shape[:-1], shape[-1])


def join_channels(sizes: Sequence[int | None], channels: int | None, arguments: Arguments) -> Shape:
    """The inverse of `split_channels`."""
    return (channels, *sizes) if arguments.get("data_format") == "channels_first" else (*sizes, channels)
