"""Stages: a schedule whose phases set `params` is one spec after another, each with its own networks."""

from __future__ import annotations

from dataclasses import replace

from gancompile.catalogue.curve_rows import ramps
from gancompile.compiler.diagnostics import Report, did_you_mean
from gancompile.compiler.spec.spec_tree import Path, SpecTree, StageTree, StageTrees
from gancompile.compiler.syntax import Entry, Mapping, Node, Sequence, word
from gancompile.compiler.syntax.tree import from_plain

LENGTHS = frozenset({"over", "images", "epochs", "since", "during"})


def split_stages(tree: SpecTree, report: Report) -> StageTrees:
    """The stages of a spec: one, where no phase sets `params`. Parameters that a phase sets hold from there on."""
    schedule, params = tree.root.get("schedule"), tree.root.get("params")
    phases = schedule.items if isinstance(schedule, Sequence) else ()
    cuts = [index for index, phase in enumerate(phases) if _params_of(phase) is not None]
    if not isinstance(schedule, Sequence) or not cuts:
        only = StageTree(written=tree.root, root=tree.root, broken=tree.broken, constants={}, copies=tree.copies)
        return StageTrees(text=tree.text, root=tree.root, stages=(only,))
    starts = [0, *cuts] if cuts[0] else cuts
    values: dict[str, Entry] = {e.key.text: e for e in params.entries} if isinstance(params, Mapping) else {}
    stages = []
    for start, end in zip(starts, [*starts[1:], len(phases)], strict=True):
        _set_params(phases[start], start, values, report)
        made = tree.root.with_value("schedule", replace(schedule, items=tuple(map(_alone, phases[start:end]))))
        if isinstance(params, Mapping):
            made = made.with_value("params", replace(params, entries=tuple(values.values())))
        broken = tree.broken | _broken_params(tree.broken, start)
        stage = StageTree(written=made, root=made, broken=broken, constants={}, first_phase=start, copies=tree.copies)
        stages.append(stage)
    return StageTrees(text=tree.text, root=tree.root, stages=tuple(stages))


def _set_params(phase: Node, index: int, values: dict[str, Entry], report: Report) -> None:
    """Puts the parameters of a phase over those before it. index: of the phase, over which a curve without a length goes."""
    own = _params_of(phase)
    for entry in own.entries if own is not None else ():
        if entry.key.text not in values:
            hint = did_you_mean(entry.key.text, values)
            message = f"there is no parameter `{entry.key.text}`"
            report.add("GC0302", entry.key.span, message, label=hint, help="a phase sets what stands under `params`")
        values[entry.key.text] = replace(entry, value=_during(entry.value, index))


def _broken_params(broken: frozenset[Path], index: int) -> frozenset[Path]:
    """The parameters of a stage are broken where those of its first phase are."""
    own = ("schedule", index, "params")
    return frozenset({("params",)} if any(path[:3] == own for path in broken) else ())


def _alone(phase: Node) -> Node:
    return phase.without("params") if isinstance(phase, Mapping) else phase


def _params_of(phase: Node) -> Mapping | None:
    found = phase.get("params") if isinstance(phase, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _during(value: Node, index: int) -> Node:
    """A curve without a length goes over the rounds of the phase that sets it."""
    if not isinstance(value, Mapping) or len(value.entries) != 1 or value.entries[0].key.text not in ramps():
        return value
    inner = value.entries[0].value
    if not isinstance(inner, Mapping) or any(entry.key.text in LENGTHS for entry in inner.entries):
        return value
    length = Entry(key=word("during", inner.span), value=from_plain(index + 1, inner.span))
    return replace(value, entries=(replace(value.entries[0], value=replace(inner, entries=(*inner.entries, length))),))
