"""The networks that are sampled and exported."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence as SequenceOf
from dataclasses import replace

from gancompile.compiler.diagnostics import Report, Span, did_you_mean
from gancompile.compiler.elaborate.roles import ROLES, names_for
from gancompile.compiler.elaborate.stage import Stage, Stages
from gancompile.compiler.syntax import Mapping


def choose_served_networks(stages: Stages, report: Report) -> Stages:
    """Each stage with its generator and discriminator: as `export` or the game says, or by name."""
    return replace(stages, stages=tuple(_stage(stage, report) for stage in stages.stages))


def _stage(stage: Stage, report: Report) -> Stage:
    game, networks = stage.tree.root.get("game"), stage.networks
    if stage.game is None or networks is None or not isinstance(game, Mapping):
        return stage
    chosen = {role: _chosen(role, stage, game, networks, report) for role in ROLES}
    return replace(stage, generator=chosen["generator"], discriminator=chosen["discriminator"])


def _chosen(role: str, stage: Stage, game: Mapping, networks: Iterable[str], report: Report) -> str | None:
    sections = (stage.tree.root.get("export"), game)
    given = next((node for s in sections if isinstance(s, Mapping) and (node := s.get(role)) is not None), None)
    wanted, known = names_for(role, given), list(networks)
    found = next((name for name in wanted if name in known), None)
    if found is None and (given is not None or role == "generator"):
        section = stage.tree.root.key("networks") or game
        report_not_exported(given.span if given is not None else section.span, wanted, role, known, report)
    return found


def report_not_exported(at: Span, wanted: SequenceOf[str], role: str, known: SequenceOf[str], report: Report) -> None:
    """Reports that there is no network to export in a role."""
    report.add(
        "GC0801",
        at,
        f"there is no network {' or '.join(f'`{n}`' for n in wanted)} to export as the {role}",
        label=did_you_mean(wanted[0], known),
        help=f"say which it is: `export: {{{role}: NAME}}`, one of {', '.join(known)}",
    )
