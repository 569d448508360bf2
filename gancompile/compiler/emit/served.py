"""What is served, as a server sees it: networks and signatures with named inputs and outputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gancompile.compiler.emit.signature import method_of
from gancompile.compiler.ir.distribution import Distribution
from gancompile.compiler.ir.drawn_input import draw_for
from gancompile.compiler.ir.network import Network, Output, Shape
from gancompile.compiler.ir.program import Program
from gancompile.compiler.ir.signature import Signature
from gancompile.compiler.ir.value import Apply, Draw, Elementwise, Pick, Value, shape_of
from gancompile.deployment import PNG_CHANNELS

RANGES: Mapping[str, tuple[float, float]] = {
    "hard_sigmoid": (0, 1),
    "sigmoid": (0, 1),
    "softmax": (0, 1),
    "tanh": (-1, 1),
}
"""Of activations with two ends."""


def served(program: Program) -> dict[str, Any]:
    """The sampled network, the one that judges, and what else is exported: the spec's signatures, or each other network by its name."""
    roles = {program.generator, program.discriminator}
    others = [one for one in program.networks if one.name not in roles and not one.frozen]
    return {
        "generator": _network(program.network(program.generator), program),
        "discriminator": _network(program.network(program.discriminator), program) if program.discriminator else None,
        "signatures": [_signature(one, program) for one in program.signatures],
        "other_networks": [_network(one, program) for one in others] if not program.signatures else [],
    }


def _signature(signature: Signature, program: Program) -> dict[str, Any]:
    networks = {network.name: network for network in program.networks}
    return {
        "name": signature.name,
        "method": method_of(signature),
        "networks": list(signature.networks),
        "inputs": [_input(draw.name, draw.shape, draw.dtype, draw, program) for draw in signature.inputs],
        "outputs": [
            {
                "name": output.name,
                "shape": shape_of(output.value),
                "range": _range_of_value(output.value, networks, program),
                "written": output.written,
            }
            for output in signature.outputs
        ],
    }


def _network(network: Network, program: Program) -> dict[str, Any]:
    """A network as a server sees it: named inputs and output, which inputs are fields of the data."""
    draws = [draw_for(network, position, program.game) for position in range(len(network.inputs))]
    return {
        "name": network.name,
        "inputs": [
            _input(node.name, node.shape, node.dtype, draw, program, node.data_field)
            for node, draw in zip(network.inputs, draws, strict=True)
        ],
        "output": network.output_name,
        "outputs": [output.name for output in network.outputs] if network.several else None,
        "shape": network.shape,
        "through": {one.name: one.served_through for one in network.outputs if one.served_through},
        "row_wise": not network.mixes_at_inference,
        "output_shapes": {one.name: one.shape for one in network.outputs},
        "ranges": {one.name: _range(one, program) for one in network.outputs},
    }


def _input(
    name: str, shape: Shape, dtype: str, draw: Draw, program: Program, data_field: str | None = None
) -> dict[str, Any]:
    """An input. draw: what it is drawn from, where nobody gives it. data_field: that of the network's input."""
    field = data_field or draw.data_field
    return {
        "name": name,
        "shape": shape,
        "dtype": dtype,
        "field": field,
        "distribution": draw.distribution,
        "classes": draw.classes if draw.distribution == Distribution.CATEGORICAL else None,
        "settings": dict(draw.settings),
        "range": _range_of_input(field, shape, program),
    }


def _range_of_input(field: str | None, shape: Shape, program: Program) -> tuple[float, float] | None:
    """The ends of an input: those of its field of the data, or of the data's images for another image."""
    facts = program.data.facts.fields.get(field or "")
    if facts is not None and facts.low is not None and facts.high is not None:
        return (facts.low, facts.high)
    return _range_of_images(program) if _is_image(shape) else None


def _range_of_value(value: Value, networks: Mapping[str, Network], program: Program) -> tuple[float, float] | None:
    match value:
        case Apply(network=network):
            return _range(networks[network].outputs[0], program)
        case Pick(of=Apply(network=network), output=name):
            return _range(next(one for one in networks[network].outputs if one.name == name), program)
        case Elementwise(function=function) if function in RANGES:
            return RANGES[function]
    return _range_of_images(program) if _is_image(shape_of(value) or ()) else None


def _range(output: Output, program: Program) -> tuple[float, float] | None:
    """The ends of an output, by the activation that it ends in; those of the data's images for an image that ends in none."""
    found = RANGES.get(output.served_through or output.final)
    return found or (_range_of_images(program) if _is_image(output.shape) else None)


def _range_of_images(program: Program) -> tuple[float, float] | None:
    images = [one for one in program.data.facts.fields.values() if _is_image(one.shape)]
    return next(((one.low, one.high) for one in images if one.low is not None and one.high is not None), None)


def _is_image(shape: Shape) -> bool:
    return len(shape) == 3 and shape[2] in PNG_CHANNELS
