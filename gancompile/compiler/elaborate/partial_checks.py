"""Checks of what does not depend on the networks and the game, in a stage where those are broken."""

from __future__ import annotations

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.elaborate.formulas.unknown_names import report_unknown_names
from gancompile.compiler.elaborate.roles import ROLES, player_of_role
from gancompile.compiler.elaborate.schedule.schedule import check_schedule
from gancompile.compiler.elaborate.served_networks import report_not_exported
from gancompile.compiler.elaborate.stage import Stage, Stages
from gancompile.compiler.spec.spec_tree import StageTree
from gancompile.compiler.syntax import Mapping, Scalar


def check_broken_stages(stages: Stages, report: Report) -> Stages:
    """Names and lengths in the schedule, names in the export, and, without networks, names in formulas."""
    for stage in stages.stages:
        game, networks = stage.tree.root.get("game"), stage.tree.root.get("networks")
        if stage.game is not None or not isinstance(game, Mapping) or not isinstance(networks, Mapping):
            continue
        if ("game",) in stage.tree.broken:
            continue  # a section of it is misspelt, and what stands there is not known
        names = [key for key, _ in networks]
        _check_schedule(stage, game, names, report)
        _check_export(stage, names, report)
        if stage.data is None or stage.networks is None or not stage.tree.is_valid("game"):
            _check_formulas(stage.tree, game, names, report)
    _report_undecided(stages, report)
    return stages


def _report_undecided(stages: Stages, report: Report) -> None:
    """Sizes that nothing decides are a mistake of their own only in a spec that has no other: what decides them may be misspelt."""
    if report.failed:
        return
    for one in (one for stage in stages.stages for one in stage.undecided):
        report.add_diagnostic(one)


def _check_schedule(stage: Stage, game: Mapping, networks: list[str], report: Report) -> None:
    players, schedule = _players(game), stage.tree.root.get("schedule")
    if players and schedule is not None and stage.tree.is_valid("schedule"):
        check_schedule(schedule, players, networks, report)


def _check_export(stage: Stage, networks: list[str], report: Report) -> None:
    export = stage.tree.root.get("export")
    for role, node in export if isinstance(export, Mapping) and stage.tree.is_valid("export") else ():
        if isinstance(node, Scalar) and node.text not in networks:
            report_not_exported(node.span, (node.text,), role, networks, report)


def _check_formulas(tree: StageTree, game: Mapping, networks: list[str], report: Report) -> None:
    if game.get("objective") is None:
        if not any(tree.is_broken("game", part) for part in ("draws", "let", "state")):
            report_unknown_names(game, networks, report)
        return
    for role in ROLES:
        if not tree.is_broken("game", role):
            player_of_role(game, role, networks, report)


def _players(game: Mapping) -> list[str]:
    """The names of the players, as far as they are known without the networks."""
    players = game.get("players")
    names = [key for key, _ in players] if isinstance(players, Mapping) else []
    if game.get("objective") is None:
        return names
    given = [game.get(role) for role in ROLES]
    return [
        *names,
        *(node.text for node in given if isinstance(node, Scalar)),
        *(name for known in ROLES.values() for name in known),  # a missing one is reported with the objective
    ]
