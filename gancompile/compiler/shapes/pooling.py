"""Pooling."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.convolution import window_sizes
from gancompile.compiler.shapes.shape import Arguments, Inferred, Shape, ShapeProblem, join_channels, split_channels


def pooling(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """One number for each window and channel."""
    parts = split_channels(inputs[0], rank, arguments)
    if isinstance(parts, ShapeProblem):
        return parts
    sizes = window_sizes(parts[0], arguments, "pool_size", rank)
    return sizes if isinstance(sizes, ShapeProblem) else join_channels(sizes, parts[1], arguments)


def global_pooling(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """One number for each channel; `keepdims` keeps the axes with size 1."""
    parts = split_channels(inputs[0], rank, arguments)
    if isinstance(parts, ShapeProblem):
        return parts
    return join_channels((1,) * rank, parts[1], arguments) if arguments.get("keepdims") else (parts[1],)
