"""Which weights a stage takes over from the stage before."""

from __future__ import annotations

from dataclasses import replace

from gancompile.catalogue import layer_rows
from gancompile.compiler.diagnostics import Report
from gancompile.compiler.ir.network import LayerNode, Network
from gancompile.compiler.ir.program import Program, Programs


def carried_weights(programs: Programs, report: Report) -> Programs:
    """Each stage with the layers whose weights come from the stage before: those of the same path and shape."""
    stages: list[Program] = []
    for program in programs.stages:
        before = stages[-1] if stages else None
        stages.append(replace(program, carried=carried_networks(before, program)))
    return replace(programs, stages=tuple(stages))


def carried_networks(before: Program | None, program: Program) -> tuple[tuple[str, tuple[str, ...] | None], ...]:
    """Of each network of a stage, the layers that it takes over from the stage before."""
    old = {network.name: network for network in before.networks} if before is not None else {}
    return tuple((n.name, carried(old.get(n.name), n)) for n in program.networks) if before is not None else ()


def carried(before: Network | None, network: Network) -> tuple[str, ...] | None:
    """The layers whose weights a network takes over from the one of its name in the stage before; None: all of them.

    Those are all where nothing has changed, else those that have the same name and the same weights.
    """
    if before is None:
        return ()
    if _architecture(before) == _architecture(network):
        return None
    old = {layer.name: layer for layer in before.layers if layer.name and not layer.shared}
    return tuple(
        layer.name
        for layer in network.layers
        if layer.name
        and not layer.shared
        and (one := old.get(layer.name)) is not None
        and _same_weights(one, before, layer, network)
    )


def _architecture(network: Network) -> Network:
    """The network without the numbers that change with the rounds, of which no weight depends."""
    rows = layer_rows()
    moving = {
        kind: {a.name for a in rows[kind].arguments if "schedulable" in a.schema.get("$ref", "")}
        for kind in {layer.kind for layer in network.layers if layer.kind in rows}
    }
    layers = tuple(
        replace(
            one,
            arguments=tuple(a for a in one.arguments if a.name not in moving.get(one.kind, ())),
            name=None if moving.get(one.kind) else one.name,
        )
        for one in network.layers
    )
    return replace(network, layers=layers)


def _same_weights(one: LayerNode, before: Network, other: LayerNode, after: Network) -> bool:
    """Whether two layers have weights of the same shapes: what they read and give has the same last axis, and they cost the same."""
    widths = [[net.node(i).shape[-1:] for i in layer.inputs] for layer, net in ((one, before), (other, after))]
    same = (one.kind, one.wraps, one.parameters, one.untrained) == (
        other.kind,
        other.wraps,
        other.parameters,
        other.untrained,
    )
    return same and widths[0] == widths[1] and one.shape[-1:] == other.shape[-1:]
