"""The division of a batch: among devices, and into micro-batches that are computed one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from math import lcm

from gancompile.catalogue.division import Division
from gancompile.compiler.diagnostics import Mark, Report, Span
from gancompile.compiler.elaborate.stage import Stage, Stages
from gancompile.compiler.ir.game import Game, Player
from gancompile.compiler.ir.nonlinear_means import nonlinear_means
from gancompile.compiler.ir.program import Mode, Phase
from gancompile.compiler.ir.value import Pack, PairExpectation, Pool, Shuffle, Statistic, Value, walk
from gancompile.compiler.syntax import Mapping, Node, Scalar

OVER_A_BATCH = {
    PairExpectation: "`P[...]` compares all pairs of a batch",
    Statistic: "this compares a whole batch",
    Shuffle: "`shuffle` exchanges the examples of a whole batch",
    Pool: "`pool` exchanges the examples of a whole batch",
}
"""What cannot be computed of a part of a batch."""


def check_division(stages: Stages, report: Report) -> Stages:
    """Reports batches that devices or micro-batches cannot share, and formulas that want a whole batch."""
    for stage in stages.stages:
        if stage.game is not None and stage.data is not None:
            devices = stage.tree.root.get("devices")
            _check_devices(devices, stage.game, report)
            _check_sizes(stage, devices, report)
            for player in stage.game.players:
                _check_micro_batches(player, stage.phases or (), report)
    return stages


def devices_of(root: Mapping) -> int | str:
    """What the key `devices` says; 1 where it says nothing valid."""
    node = root.get("devices")
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, int):
        return max(value, 1)
    return "all" if value == "all" else 1


def division_of(game: Game, *, devices: int = 1) -> Division:
    """How the batches of a game are divided among so many devices."""
    return Division(
        devices=devices,
        micro_batches=lcm(*(player.accumulate for player in game.players)),
        packs=lcm(*(part.number for value in _values(game) for part in walk(value) if isinstance(part, Pack))),
    )


def of_whole_batches(game: Game) -> Iterator[tuple[Span, str]]:
    """What devices cannot share: the span of its formula, and why."""
    for player in game.players:
        for term in (*player.terms, *player.watch):
            if any(isinstance(part, PairExpectation) for part in walk(term.value)):
                yield term.span, OVER_A_BATCH[PairExpectation]


def _check_devices(devices: Node | None, game: Game, report: Report) -> None:
    if devices is None or (isinstance(devices, Scalar) and devices.value == 1):
        return
    for span, why in of_whole_batches(game):
        report.add(
            "GC0519", span, f"{why}, and several devices share it",
            marks=(Mark(span=devices.span, label="several devices are asked for here"),),
            help="train it on one device: `devices: 1`",
        )  # fmt: skip
        return


def _check_sizes(stage: Stage, devices: Node | None, report: Report) -> None:
    """Each batch must be a multiple of the devices times the micro-batches of each, and of whole packs."""
    if stage.game is None or stage.data is None:
        return
    shared = devices_of(stage.tree.root)
    division = division_of(stage.game, devices=shared if isinstance(shared, int) else 1)
    marks: tuple[Mark, ...] = ()
    if devices is not None and division.devices > 1:
        marks = (Mark(span=devices.span, label="the devices are here"),)
    for batch, span in _batches(stage, stage.data.batch):
        problem = division.problem(batch)
        if problem is not None:
            report.add("GC0520", span, problem, marks=marks, help=f"write `batch: {division.next_batch(batch)}`")


def _batches(stage: Stage, batch: int) -> Iterator[tuple[int, Span]]:
    """The batch of the data, and those of phases that have their own, with their spans."""
    data = stage.tree.root.get("data")
    node = data.get("batch") if isinstance(data, Mapping) else None
    yield batch, (node or data or stage.tree.root).span
    for phase in stage.phases or ():
        if phase.batch:
            yield phase.batch, phase.span


def _check_micro_batches(player: Player, phases: tuple[Phase, ...], report: Report) -> None:
    if player.accumulate == 1:
        return
    for term in player.terms:
        kinds = [kind for part in walk(term.value) for kind in OVER_A_BATCH if isinstance(part, kind)]
        why = OVER_A_BATCH[kinds[0]] if kinds else None
        if why is None and nonlinear_means([term.value]):
            why = "this is not linear in a mean over the batch"
        if why is not None:
            report.add(
                "GC0521", term.span, f"{why}, which micro-batches do not give",
                marks=(Mark(span=player.span, label=f"`{player.name}` accumulates {player.accumulate} micro-batches"),),
                help="take `accumulate` away from this player",
            )  # fmt: skip
            return
    for phase in phases:
        if phase.mode is Mode.CONSENSUS and any(turn.player == player.name for turn in phase.turns):
            message = f"`mode: consensus` takes gradients of gradients, but `{player.name}` accumulates its own"
            report.add("GC0521", phase.span, message, help="take `accumulate` away from its players")
            return


def _values(game: Game) -> Iterator[Value]:
    for player in game.players:
        yield from (term.value for term in (*player.terms, *player.watch))
