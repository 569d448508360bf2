"""Outputs of networks that compute in 16 bits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gancompile.catalogue.precision import FULL, computes_in_16_bits
from gancompile.compiler.diagnostics import Report
from gancompile.compiler.ir.network import Argument, LayerNode, Network
from gancompile.compiler.ir.program import Program, Programs

MOVES_NUMBERS = frozenset(
    """reshape flatten permute identity slice cropping1d cropping2d cropping3d zero_padding1d zero_padding2d zero_padding3d
    pixel_shuffle pixel_unshuffle repeat_vector""".split()
)
"""Layers that compute nothing: an activation before them is the last one."""
DTYPE = Argument(name="dtype", value=FULL)


def float32_outputs(programs: Programs, report: Report) -> Programs:
    """The layer of an output computes in float32, unless its own `dtype` says otherwise: scores, penalties and images keep their digits.

    Source: Micikevicius et al. 2018 (arXiv 1710.03740), section 3.3: large reductions, and so losses, in single precision.
    """
    del report
    return replace(programs, stages=tuple(_stage(program) for program in programs.stages))


def _stage(program: Program) -> Program:
    return replace(program, networks=tuple(map(_network, program.networks)))


def _network(network: Network) -> Network:
    if not computes_in_16_bits(network.dtype) or network.loads is not None:
        return network
    first = len(network.inputs)
    ends = {index - first for output in network.outputs for index in _end(network, output.index)}
    layers = tuple(_in_full(layer) if index in ends else layer for index, layer in enumerate(network.layers))
    return replace(network, layers=layers)


def _end(network: Network, index: int) -> Iterator[int]:
    """The position of an output, and of what comes before it as long as layers only move its numbers."""
    yield index
    node = network.node(index)
    while isinstance(node, LayerNode) and node.kind in MOVES_NUMBERS and node.inputs[0] >= len(network.inputs):
        yield node.inputs[0]
        node = network.node(node.inputs[0])


def _in_full(layer: LayerNode) -> LayerNode:
    if layer.shared or layer.network or layer.argument("dtype"):
        return layer
    wraps = tuple(replace(wrap, arguments=(*wrap.arguments, DTYPE)) for wrap in layer.wraps)
    return replace(layer, arguments=(*layer.arguments, DTYPE), wraps=wraps)
