"""Which rule a layer follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gancompile.compiler.catalogue.layer_rows import LayerRow
from gancompile.compiler.shapes.convolution import convolution, depthwise_convolution, transposed_convolution
from gancompile.compiler.shapes.dense import dense, embedding
from gancompile.compiler.shapes.merging import concatenation, difference, merging
from gancompile.compiler.shapes.normalization import group_normalization, normalization
from gancompile.compiler.shapes.pooling import global_pooling, pooling
from gancompile.compiler.shapes.resampling import cropping, up_sampling, zero_padding
from gancompile.compiler.shapes.reshaping import flatten, permute, repeat_vector, reshape
from gancompile.compiler.shapes.shape import Arguments, Inferred, Shape, ShapeProblem, split_channels

Rule = Callable[[Arguments, Sequence[Shape], int], Inferred]


def infer_shape(row: LayerRow, arguments: Mapping[str, Any], inputs: Sequence[Shape]) -> Inferred:
    """The shape per example that a layer makes of its inputs' shapes, or what does not fit. arguments: those that are given."""
    defaults = {argument.name: argument.default for argument in row.arguments}
    return RULES[row.shape_rule]({**defaults, **arguments}, inputs, row.rank or 0)


def _same(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    return inputs[0]


def _same_of_rank(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    parts = split_channels(inputs[0], rank, arguments)
    return parts if isinstance(parts, ShapeProblem) else inputs[0]


RULES: Mapping[str, Rule] = {
    "concatenation": concatenation,
    "convolution": convolution,
    "cropping": cropping,
    "dense": dense,
    "depthwise_convolution": depthwise_convolution,
    "difference": difference,
    "embedding": embedding,
    "flatten": flatten,
    "global_pooling": global_pooling,
    "group_normalization": group_normalization,
    "merging": merging,
    "normalization": normalization,
    "permute": permute,
    "pooling": pooling,
    "repeat_vector": repeat_vector,
    "reshape": reshape,
    "same": _same,
    "same_of_rank": _same_of_rank,
    "transposed_convolution": transposed_convolution,
    "up_sampling": up_sampling,
    "zero_padding": zero_padding,
}
