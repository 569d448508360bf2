"""Stages: a schedule whose phases set `params` is one spec after another, each with its own networks and the weights of the one before."""

from __future__ import annotations

from collections.abc import Sequence as SequenceOf
from dataclasses import dataclass, replace

from gancompile.catalogue import layer_rows
from gancompile.compiler.diagnostics import Report, did_you_mean
from gancompile.compiler.ir.network import LayerNode, Network
from gancompile.compiler.ir.program import Phase, Program
from gancompile.compiler.syntax import Entry, Mapping, Node, Sequence, word
from gancompile.compiler.syntax.tree import from_plain

LENGTHS = frozenset({"over", "images", "epochs", "since"})
RAMPS = frozenset({"linear", "cosine", "exponential"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """root: the spec of the stage, its phases alone in the schedule. own: the parameters that its first phase sets."""

    root: Mapping
    own: Mapping | None


def stages_of(root: Mapping, report: Report) -> tuple[Stage, ...]:
    """The stages of a spec: one, where no phase sets `params`. Parameters that a phase sets hold from there on."""
    schedule, params = root.get("schedule"), root.get("params")
    items = schedule.items if isinstance(schedule, Sequence) else ()
    cuts = [i for i, phase in enumerate(items) if _own(phase) is not None]
    if not isinstance(schedule, Sequence) or not cuts:
        return (Stage(root=root, own=None),)
    values: dict[str, Entry] = {e.key.text: e for e in params.entries} if isinstance(params, Mapping) else {}
    stages = []
    for start, end in zip(
        [0, *cuts] if cuts[0] else cuts, [*cuts, len(items)] if cuts[0] else [*cuts[1:], len(items)], strict=True
    ):
        own = _own(items[start])
        for entry in own.entries if own is not None else ():
            if entry.key.text not in values:
                hint = did_you_mean(entry.key.text, values)
                said = f"there is no parameter `{entry.key.text}`"
                report.add("GC0302", entry.key.span, said, label=hint, help="a phase sets what stands under `params`")
            values[entry.key.text] = entry
        phases = replace(
            schedule,
            items=tuple(phase.without("params") if isinstance(phase, Mapping) else phase for phase in items[start:end]),
        )
        made = root.with_value("schedule", phases)
        if isinstance(params, Mapping):
            made = made.with_value("params", replace(params, entries=tuple(values.values())))
        stages.append(Stage(root=made, own=own))
    return tuple(stages)


def timed(stages: SequenceOf[Stage], programs: SequenceOf[Program]) -> tuple[Mapping, ...]:
    """The specs of the stages, with every curve of a phase's parameters over the rounds of that phase."""
    begin, made = 0, []
    kept: dict[str, Node] = {}
    for stage, program in zip(stages, programs, strict=True):
        params = stage.root.get("params")
        for entry in stage.own.entries if stage.own is not None else ():
            kept[entry.key.text] = _during(entry.value, begin, program.phases[0].rounds)
        root = stage.root
        if isinstance(params, Mapping):
            # What an earlier phase has set holds on, a curve counted from where it began.
            entries = tuple(replace(e, value=kept.get(e.key.text, e.value)) for e in params.entries)
            root = root.with_value("params", replace(params, entries=entries))
        made.append(root)
        begin += sum(phase.rounds for phase in program.phases)
    return tuple(made)


def around(programs: SequenceOf[Program], index: int) -> tuple[tuple[Phase, ...], tuple[Phase, ...]]:
    """The phases before and behind a stage."""
    before = tuple(phase for program in programs[:index] for phase in program.phases)
    return before, tuple(phase for program in programs[index + 1 :] for phase in program.phases)


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


def _own(phase: Node) -> Mapping | None:
    found = phase.get("params") if isinstance(phase, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _during(value: Node, begin: int, rounds: int) -> Node:
    """A curve that says no length, over a phase."""
    if not isinstance(value, Mapping) or len(value.entries) != 1 or value.entries[0].key.text not in RAMPS:
        return value
    inner = value.entries[0].value
    if not isinstance(inner, Mapping) or any(entry.key.text in LENGTHS for entry in inner.entries):
        return value
    added = tuple(
        Entry(key=word(key, inner.span), value=from_plain(number, inner.span))
        for key, number in (("over", rounds), ("since", begin))
    )
    return replace(value, entries=(replace(value.entries[0], value=replace(inner, entries=(*inner.entries, *added))),))
