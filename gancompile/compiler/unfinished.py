"""What can be told of the rest of a spec while its networks or its game are in error."""

from __future__ import annotations

from collections.abc import Sequence as SequenceOf

from gancompile.compiler.diagnostics import Report, Severity, Span, did_you_mean
from gancompile.compiler.elaborate.places import Filled
from gancompile.compiler.elaborate.roles import ROLES, player_of_role
from gancompile.compiler.elaborate.schedule import check_schedule
from gancompile.compiler.elaborate.unknown_names import tell_unknown_names
from gancompile.compiler.syntax import Mapping, Scalar


def tell_of_rest(filled: Filled, report: Report) -> None:
    """What can be told of the schedule and the export while networks or the game are in error."""
    game, networks = filled.root.get("game"), filled.root.get("networks")
    if not isinstance(game, Mapping) or not isinstance(networks, Mapping) or not filled.sound("game"):
        return
    players = _players(game)
    if players and filled.root.get("schedule") is not None and filled.sound("schedule"):
        check_schedule(filled.root.get("schedule"), players, [key for key, _ in networks], report)
    export = filled.root.get("export")
    for role, node in export if isinstance(export, Mapping) and filled.sound("export") else ():
        if isinstance(node, Scalar) and networks.get(node.text) is None:
            tell_no_export(node.span, (node.text,), role, [key for key, _ in networks], report)


def tell_of_names(filled: Filled, report: Report) -> None:
    """What can be told of formulas while networks are in error; sizes that a broken spec leaves open are then its consequence."""
    game, networks = filled.root.get("game"), filled.root.get("networks")
    if isinstance(game, Mapping) and isinstance(networks, Mapping) and filled.sound("game"):
        names = [key for key, _ in networks]
        if game.get("objective") is None:
            tell_unknown_names(game, names, report)
        else:
            for role in ROLES:
                player_of_role(game, role, names, report)
    if any(told.code != "GC0421" for told in report.diagnostics if told.severity is Severity.ERROR):
        report.withdraw(lambda told: told.code == "GC0421")
    labels = {told.label for told in report.diagnostics}
    following = {code for section, code in FOLLOWS.items() if f"did you mean `{section}`?" in labels}
    report.withdraw(lambda told: told.code in following)


FOLLOWS = {"blocks": "GC0310", "params": "GC0302", "as": "GC0302", "layers": "GC0302"}
"""What is missing everywhere when one of these keys is misspelt."""


def _players(game: Mapping) -> list[str]:
    """The names of the players, as far as they are known without the networks."""
    players = game.get("players")
    names = [key for key, _ in players] if isinstance(players, Mapping) else []
    if game.get("objective") is None:
        return names
    said = [game.get(role) for role in ROLES]
    return [
        *names,
        *(node.text for node in said if isinstance(node, Scalar)),
        *(name for called in ROLES.values() for name in called),  # one that there is not is told by the objective
    ]


def tell_no_export(at: Span, wanted: SequenceOf[str], role: str, known: SequenceOf[str], report: Report) -> None:
    report.add(
        "GC0801",
        at,
        f"there is no network {' or '.join(f'`{n}`' for n in wanted)} to export as the {role}",
        label=did_you_mean(wanted[0], known),
        help=f"say which it is: `export: {{{role}: NAME}}`, one of {', '.join(known)}",
    )
