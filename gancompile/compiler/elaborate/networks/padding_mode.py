"""Convolutions whose padding is not of zeros: a padding layer, and the convolution of what it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gancompile.catalogue import LayerRow, layer_rows
from gancompile.compiler.ir.network import InputNode, LayerNode
from gancompile.compiler.shapes.shape import each

MODES = {"reflect": "reflection_padding", "replicate": "replication_padding"}
"""Values of `padding`, and the layers that they stand for, without the number of axes."""


def padding_row(row: LayerRow, arguments: Mapping[str, Any]) -> LayerRow | None:
    """The layer that a convolution's padding stands for; None where Keras's convolution pads itself."""
    mode = arguments.get("padding")
    if row.shape_rule != "convolution" or not isinstance(mode, str) or mode not in MODES:
        return None
    return layer_rows()[f"{MODES[mode]}{row.rank}d"]


def window_margins(row: LayerRow, arguments: Mapping[str, Any]) -> int | tuple[Any, ...]:
    """The margins with which ceil(size / strides) windows fit along each axis, whatever the size: (reach - 1) / 2 on either side.

    Where a window reaches over an even number of positions, the margin after the example is larger by 1. Source: PyTorch's
    `padding=kernel_size // 2` of odd windows, which CycleGAN's code has. Other than Keras's `same`, it does not depend on the strides.
    """
    rank = row.rank or 1
    kernels, dilations = each(arguments["kernel_size"], rank), each(arguments.get("dilation_rate", 1), rank)
    reaches = [(kernel - 1) * dilation for kernel, dilation in zip(kernels, dilations, strict=True)]
    pairs = tuple((reach // 2, reach - reach // 2) for reach in reaches)
    if all(before == after == pairs[0][0] for before, after in pairs):
        return pairs[0][0]
    return pairs[0] if rank == 1 else pairs


def margin_of(layer: LayerNode, values: Sequence[InputNode | LayerNode]) -> LayerNode | None:
    """The padding layer that a convolution's own `padding` stands for: it was written at the same position.

    values: of the layer's network.
    """
    before = values[layer.inputs[0]] if layer.inputs else None
    if not isinstance(before, LayerNode) or before.span != layer.span:
        return None
    return before if before.kind.startswith(tuple(MODES.values())) else None
