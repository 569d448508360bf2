"""The rules of a kind of layer: its output shape, its work, the columns of its kernel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gancompile.compiler.shapes.shape import Arguments, Inferred, Shape
from gancompile.compiler.shapes.size import Size
from gancompile.compiler.shapes.work import Work

ShapeRule = Callable[[Arguments, Sequence[Shape], int], Inferred]
"""Arguments, shapes of the inputs, number of spatial axes -> the shape per example, or what does not fit."""
WorkRule = Callable[[Arguments, Sequence[Shape], Shape, int], Work]
"""Arguments, shapes of the inputs, shape of the output, number of spatial axes -> the work."""
ColumnsRule = Callable[[Arguments, Sequence[Shape], Shape, int], Size]


def no_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """No weights, and no products with them."""
    return Work()


def no_columns(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Size:
    """The layer has no kernel."""
    return 0


def of_argument(name: str) -> ColumnsRule:
    """As many columns as an argument gives."""

    def columns(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Size:
        size: Size = arguments[name]
        return size

    return columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The rule of some layers, which their rows name.

    kernel_columns: the number of outputs of all kernels of the layer, which is the length of the vectors that a spectral normalization
    keeps. Source: `gancompile.runtime.layers.wrapped_kernel`.
    """

    shape: ShapeRule
    work: WorkRule = no_work
    kernel_columns: ColumnsRule = no_columns
