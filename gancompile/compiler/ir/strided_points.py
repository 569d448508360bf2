"""Strided convolutions of single points over few channels, whose filter gradient oneDNN writes past its memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gancompile.compiler.ir.network import LayerNode, Network
from gancompile.compiler.ir.program import Program

PLAIN = frozenset({"conv1d", "conv2d", "conv3d"})
TRANSPOSED = frozenset({"conv1d_transpose", "conv2d_transpose", "conv3d_transpose"})
FEW_CHANNELS = 8


def has_strided_points(programs: Sequence[Program]) -> bool:
    """Whether a network of some stage has a layer that is not safe with oneDNN (3.x of TensorFlow 2.21, on processors without AVX512)."""
    return any(
        _is_unsafe(layer, network) for program in programs for network in program.networks for layer in network.layers
    )


def _is_unsafe(layer: LayerNode, network: Network) -> bool:
    if layer.kind not in PLAIN | TRANSPOSED or not _all_ones(layer.argument("kernel_size", 1)):
        return False
    # The filter gradient of a transposed convolution reads the gradient of its output as a plain one reads its input.
    wide = layer.shape if layer.kind in TRANSPOSED else network.node(layer.inputs[0]).shape
    channels = wide[-1] if wide else None
    return not _all_ones(layer.argument("strides", 1)) and (channels is None or channels < FEW_CHANNELS)


def _all_ones(value: Any) -> bool:
    return all(one == 1 for one in (value if isinstance(value, tuple | list) else (value,)))
