"""The `schedule` section: phases, each a number of rounds of turns."""

from __future__ import annotations

import math
from collections.abc import Collection
from collections.abc import Mapping as Dict
from dataclasses import replace

from gancompile.compiler.diagnostics import Report, did_you_mean
from gancompile.compiler.elaborate.ways import check_frozen, check_until, mode_fits, read_until, read_ways
from gancompile.compiler.ir.game import Game, data_draws, trains_on_data
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.program import DataPlan, Mode, Phase, Turn
from gancompile.compiler.syntax import Mapping, Node, Scalar, Sequence

DEFAULT_ROUNDS = 10_000
LENGTHS = ("steps", "images", "epochs")


def elaborate_schedule(
    section: Node | None, game: Game, networks: Dict[str, Network], data: DataPlan, report: Report
) -> tuple[Phase, ...] | None:
    """The phases, every length counted in rounds: `images` are examples drawn from the data, an epoch is as many as there are."""
    every = tuple(Turn(player=player.name, times=1) for player in game.players)
    if not isinstance(section, Sequence):
        return (Phase(name="main", rounds=DEFAULT_ROUNDS, turns=every),)
    read = [
        _phase(node, index, every, game, networks, data, report)
        for index, node in enumerate(section.items)
        if isinstance(node, Mapping)
    ]
    phases = [phase for phase in read if phase is not None]
    if len(phases) < len(read):
        return None
    playing = {turn.player for phase in phases for turn in phase.turns}
    for player in game.players:
        if player.name not in playing:
            said = f"player `{player.name}` has no turn in any phase: its networks stay as they were initialized"
            report.add("GW0601", phases[0].span, said, help=f"add `{{{player.name}: 1}}` to a round")
    return tuple(phases)


def check_schedule(section: Node | None, players: Collection[str], networks: Collection[str], report: Report) -> None:
    """Tells what is wrong with the phases whatever the networks and the game may be, where those are in error. All by name."""
    for node in section.items if isinstance(section, Sequence) else ():
        if isinstance(node, Mapping):
            _length(node, report)
            turns = _turns(node.get("round"), players, report)
            mode_fits(node, turns or (), report)
            check_frozen(node.get("freeze"), networks, report)
            check_until(node.get("until"), report)


def updates_with_data(turns: tuple[Turn, ...], game: Game) -> int:
    """How many updates of a round draw examples from the data of their own."""
    players = {player.name: player for player in game.players}
    return sum(turn.times for turn in turns if trains_on_data(players[turn.player]))


def _phase(
    node: Mapping,
    index: int,
    every: tuple[Turn, ...],
    game: Game,
    networks: Dict[str, Network],
    data: DataPlan,
    report: Report,
) -> Phase | None:
    names = [player.name for player in game.players]
    turns = _turns(node.get("round"), names, report) if node.get("round") is not None else every
    phase = Phase(
        name=name_of_phase(node, index), rounds=0, turns=turns or (),
        batch=batch.value if isinstance(batch := node.get("batch"), Scalar) and isinstance(batch.value, int) else None,
        span=key.span if (key := node.key("round")) is not None else node.span,
    )  # fmt: skip
    done = read_ways(phase, node, game, networks, report)
    length = _length(node, report)
    if turns is None:
        return None  # what a round logs and draws follows from its turns
    ended = read_until(done or phase, node.get("until"), game, report)
    if done is None or ended is None or length is None:
        return None
    rounds = _rounds(*length, images_of(ended, game, data), data.facts.count, report)
    return replace(ended, rounds=rounds) if rounds is not None else None


def name_of_phase(node: Mapping, index: int) -> str:
    """What a phase is called: as it says, or by its place."""
    name = node.get("phase")
    return name.text if isinstance(name, Scalar) else ("main" if index == 0 else f"phase {index + 1}")


def images_of(phase: Phase, game: Game, data: DataPlan) -> int:
    """How many examples of the data a round of a phase draws."""
    return parts_of(phase, game) * (phase.batch or data.batch)


def parts_of(phase: Phase, game: Game) -> int:
    """How many batches of the data a round of a phase takes: one for each update that draws from it, those on trial included.

    One for all of them, where examples are drawn for the whole round, or where they are only watched.
    """
    playing = {turn.player for turn in phase.turns}
    if not any(data_draws(player, game) for player in game.players if player.name in playing):
        return 0
    updates = updates_with_data(phase.turns, game)
    if any(draw.each_round and draw.distribution == "data" for draw in game.draws):
        return 1
    return max(updates * (2 if phase.mode is Mode.EXTRAGRADIENT else 1), 1)


def _rounds(key: Scalar, value: Node, images_per_round: int, count: int | None, report: Report) -> int | None:
    assert isinstance(value, Scalar)
    assert isinstance(value.value, int | float)
    number = value.value
    if key.text == "steps":
        return int(number)
    if images_per_round == 0:
        report.add(
            "GC0602",
            key.span,
            f"`{key.text}` counts examples of the data, but no update of this round draws any",
            help="count `steps`",
        )
        return None
    if key.text == "epochs":
        if count is None:
            report.add(
                "GC0602", key.span, "the data is endless, so there are no epochs", help="count `steps` or `images`"
            )
            return None
        number *= count
    return math.ceil(number / images_per_round)


def _length(node: Mapping, report: Report) -> tuple[Scalar, Node] | None:
    """The one length of a phase; None where it has none or two, which is told."""
    given = [(entry.key, entry.value) for entry in node.entries if entry.key.text in LENGTHS]
    if len(given) == 1:
        return given[0]
    what = "two lengths" if given else "no length"
    at = given[1][0].span if given else (node.entries[0].key.span if node.entries else node.span)
    report.add("GC0601", at, f"a phase has {what}", help=f"give it one of {', '.join(LENGTHS)}")
    return None


def _turns(node: Node | None, names: Collection[str], report: Report) -> tuple[Turn, ...] | None:
    turns = []
    items = node.items if isinstance(node, Sequence) else ()
    for item in items:
        assert isinstance(item, Mapping)
        entry = item.entries[0]
        if entry.key.text not in names:
            report.add(
                "GC0603",
                entry.key.span,
                f"there is no player `{entry.key.text}`",
                label=did_you_mean(entry.key.text, names),
                help=f"players are {', '.join(names)}",
            )
            continue
        assert isinstance(entry.value, Scalar)
        turns.append(Turn(player=entry.key.text, times=int(entry.value.value or 0), span=entry.key.span))
    return tuple(turns) if len(turns) == len(items) else None
