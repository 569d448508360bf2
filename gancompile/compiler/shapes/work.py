"""The weights and multiply-adds of a layer; each number may still be a size that is to be solved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TypeVar, cast

from gancompile.compiler.shapes.shape import Arguments, Shape, checked, each, split_channels
from gancompile.compiler.shapes.size import Size, add, product


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """parameters: weights that are trained. untrained: weights that are state. multiply_adds: for one example."""

    parameters: Size = 0
    untrained: Size = 0
    multiply_adds: Size = 0


def total(*sizes: Size) -> Size:
    """The sum of all."""
    return reduce(add, sizes, cast("Size", 0))


def affine(inputs: Size, outputs: Size, *, bias: bool = True) -> Size:
    """The weights of a dense layer: `total(inputs * outputs, outputs)`, one product, so that an `auto` may stand in it."""
    return product(add(inputs, 1) if bias else inputs, outputs)


def adapted(kernel: Size, low_rank: Size, rest: Size, work: Size) -> Work:
    """A kernel that an adapter of low rank (LoRA) is trained instead of."""
    return Work(parameters=add(low_rank, rest), untrained=kernel, multiply_adds=work)


T = TypeVar("T")


def window_size(arguments: Arguments, rank: int) -> Size:
    """The number of positions in the window of a kernel."""
    return product(*each(arguments["kernel_size"], rank))


def channel_parts(shape: Shape, rank: int, arguments: Arguments) -> tuple[Shape, Size]:
    """The spatial sizes and the channels."""
    return checked(split_channels(shape, rank, arguments))


def filter_work(first: Size, output: Shape, taps: int) -> Work:
    """A fixed filter along two axes. first: the number of positions after the first axis."""
    return Work(multiply_adds=product(total(first, product(*output[:-1])), output[-1], taps))
