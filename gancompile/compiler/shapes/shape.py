"""Shapes per example, and what can be wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from gancompile.compiler.diagnostics import InternalError
from gancompile.compiler.shapes.size import Size, product

Shape = tuple[Size, ...]
"""Without the batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeProblem:
    """The author's mistake, as a value. argument: the one at fault, or None: the input itself."""

    argument: str | None
    message: str
    help: str | None = None


T = TypeVar("T")
Inferred = Shape | ShapeProblem
Arguments = Mapping[str, Any]


def checked(found: T | ShapeProblem) -> T:
    """The result of a rule for inputs whose output shape is known, and so without a problem."""
    if isinstance(found, ShapeProblem):
        raise InternalError(f"a layer whose shape is known has a problem: {found.message}")
    return found


def print_size(size: Size) -> str:
    """A size as an author writes it: `7`, `?` where it is not known, `auto` where it is to be solved."""
    if size is None:
        return "?"
    return str(size) if isinstance(size, int) else "auto"


def print_shape(shape: Sequence[Size]) -> str:
    """A shape as an author writes it: `[7, 7, 128]`."""
    return "[" + ", ".join(map(print_size, shape)) + "]"


def print_shapes(shapes: Sequence[Shape]) -> str:
    """Several shapes: `[7] and [8]`."""
    return " and ".join(map(print_shape, shapes))


def count(shape: Sequence[Size]) -> Size:
    """The number of elements of a shape; None where a size is unknown, or more than one is to be solved."""
    return product(*shape)


def each(value: Any, rank: int) -> tuple[int, ...]:
    """An argument for each axis, where one number stands for all."""
    return tuple(value) if isinstance(value, list | tuple) else (value,) * rank


def position_of(axis: int, axes: int) -> int | None:
    """The index in a shape of an axis as Keras counts it, with the batch as axis 0; None where there is none, or it is the batch."""
    position = axis if axis < 0 else axis - 1
    return position % axes if axis != 0 and -axes <= position < axes else None


def wrong_axis(axis: int, shape: Shape) -> ShapeProblem:
    """The problem of an axis that a shape lacks."""
    axes = f"axes are 1 to {len(shape)}, or -1 for the last" if shape else "a single number per example has no axis"
    return ShapeProblem(argument="axis", message=f"{print_shape(shape)} has no axis {axis}", help=axes)


LABEL_AS_VECTOR = "`embedding: {input_dim: auto, output_dim: 16}`"
"""The layer that makes numbers of a label, as it stands in a spec."""
WANTED = {1: "[steps, channels]", 2: "[height, width, channels]", 3: "[depth, height, width, channels]"}


def split_channels(shape: Shape, rank: int, arguments: Arguments) -> tuple[Shape, Size] | ShapeProblem:
    """The spatial sizes and the channels of an input with so many spatial axes."""
    if len(shape) != rank + 1:
        help = "put a `reshape` before it" if len(shape) == 1 else None
        if len(shape) == rank + 2:
            help = "shapes leave out the batch: take its size away"
        message = f"it takes {WANTED[rank]}, but is given {print_shape(shape)}"
        return ShapeProblem(argument=None, message=message, help=help)
    return (shape[1:], shape[0]) if arguments.get("data_format") == "channels_first" else (shape[:-1], shape[-1])


def join_channels(sizes: Sequence[Size], channels: Size, arguments: Arguments) -> Shape:
    """The inverse of `split_channels`."""
    return (channels, *sizes) if arguments.get("data_format") == "channels_first" else (*sizes, channels)
