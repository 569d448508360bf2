"""The mode of a phase, and the networks that are frozen in it."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Dict
from collections.abc import Sequence as SequenceOf
from dataclasses import replace

from gancompile.compiler.diagnostics import Report, did_you_mean
from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.network import Network, contained
from gancompile.compiler.ir.program import Mode, Phase, Turn
from gancompile.compiler.syntax import Mapping, Node, Scalar, Sequence
from gancompile.compiler.syntax.choice import chosen

CONSENSUS_WEIGHT = 0.1


def read_mode(phase: Phase, node: Mapping, game: Game, networks: Dict[str, Network], report: Report) -> Phase | None:
    """The phase with its mode and its frozen networks; None where they do not go together, which is reported."""
    mode, given = _mode(node)
    weight = given.get("weight") if isinstance(given, Mapping) else None
    phase = replace(
        phase,
        mode=mode,
        consensus_weight=float(weight.value)
        if isinstance(weight, Scalar) and isinstance(weight.value, int | float)
        else CONSENSUS_WEIGHT,
        frozen=_names(node.get("freeze")),
    )
    sound = [mode_fits(node, phase.turns, report), _can_freeze(phase, node, game, networks, report)]
    return phase if all(sound) else None


def _mode(node: Mapping) -> tuple[Mode, Node | None]:
    """The mode of a phase and its settings."""
    written = node.get("mode")
    kind, given = chosen(written) if written is not None else (Mode.ALTERNATING.value, None)
    return Mode(kind), given


def _names(node: Node | None) -> tuple[str, ...]:
    items = node.items if isinstance(node, Sequence) else (node,) if node is not None else ()
    return tuple(item.text for item in items if isinstance(item, Scalar))


def mode_fits(node: Mapping, turns: SequenceOf[Turn], report: Report) -> bool:
    """Whether the players of a phase who see one and the same weights move once each."""
    mode, _ = _mode(node)
    if mode is Mode.ALTERNATING:
        return True
    names = [turn.player for turn in turns]
    twice = next((t for t in turns if t.times > 1 or names.count(t.player) > 1), None)
    if twice is not None:
        message = f"`{twice.player}` moves more than once in a round of mode `{mode.value}`, in which all move at the same time"
        report.add("GC0604", twice.span, message, help=f"write `{{{twice.player}: 1}}`, or `mode: alternating`")
    return twice is None


def check_frozen(node: Node | None, owned: Collection[str], report: Report) -> bool:
    """Whether all names under `freeze` are trained networks; others are reported."""
    sound = True
    for item in node.items if isinstance(node, Sequence) else (node,):
        if isinstance(item, Scalar) and item.text not in owned:
            message = f"no player moves a network `{item.text}`"
            known = f"players move {', '.join(owned)}"
            report.add("GC0301", item.span, message, label=did_you_mean(item.text, owned), help=known)
            sound = False
    return sound


def _can_freeze(phase: Phase, node: Mapping, game: Game, networks: Dict[str, Network], report: Report) -> bool:
    """Whether every moving player keeps a network that is not frozen."""
    # A network that stands in another is moved with it, and can be frozen alone.
    owned = dict.fromkeys(
        part for player in game.players for name in player.networks for part in contained(name, networks)
    )
    listed = node.get("freeze")
    sound = check_frozen(listed, owned, report)
    for player in game.players:
        turn = next((turn for turn in phase.turns if turn.player == player.name), None)
        if turn is not None and listed is not None and set(player.networks) <= set(phase.frozen):
            message = f"player `{player.name}` has a turn, but all that it moves is frozen"
            report.add("GC0605", listed.span, message, help=f"take `{player.name}` out of `round`")
            sound = False
    return sound
