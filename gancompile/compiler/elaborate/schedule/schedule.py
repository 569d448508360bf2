"""The `schedule` section: phases, each a number of rounds of turns."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace

from gancompile.compiler.diagnostics import Report, did_you_mean
from gancompile.compiler.elaborate.schedule.phase_mode import check_frozen, mode_fits, read_mode
from gancompile.compiler.elaborate.schedule.until import check_until, read_until
from gancompile.compiler.elaborate.stage import Stage, Stages
from gancompile.compiler.ir.batches import draws_data
from gancompile.compiler.ir.curve import Duration, Unit
from gancompile.compiler.ir.evaluation import Evaluation
from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.program import DataPlan, Phase, Turn
from gancompile.compiler.spec.override_steps import LENGTHS
from gancompile.compiler.syntax import Mapping, Node, Scalar, Sequence

DEFAULT_ROUNDS = 10_000


def elaborate_schedules(stages: Stages, report: Report) -> Stages:
    """Each stage with its phases."""
    return replace(stages, stages=tuple(_stage(stage, report) for stage in stages.stages))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """What is measured while training. is_broken: whether that has a mistake, which has been reported."""

    evaluation: Evaluation | None
    is_broken: bool


def _stage(stage: Stage, report: Report) -> Stage:
    section = stage.tree.root.get("schedule")
    if stage.game is None or stage.networks is None or stage.data is None:
        return stage
    if section is not None and not stage.tree.is_valid("schedule"):
        return stage
    is_broken = stage.evaluation is None and stage.tree.root.get("evaluate") is not None
    measured = _Measured(evaluation=stage.evaluation, is_broken=is_broken)
    return replace(stage, phases=_phases(section, stage.game, stage.networks, stage.data, measured, report))


def _phases(
    section: Node | None,
    game: Game,
    networks: Dict[str, Network],
    data: DataPlan,
    measured: _Measured,
    report: Report,
) -> tuple[Phase, ...] | None:
    """The phases; `images` are examples drawn from the data, an epoch is as many as there are."""
    every = tuple(Turn(player=player.name, times=1) for player in game.players)
    if not isinstance(section, Sequence):
        return (Phase(name="main", length=Duration(unit=Unit.ROUNDS, number=DEFAULT_ROUNDS), turns=every),)
    read = [
        _phase(node, index, every, game, networks, data, measured, report)
        for index, node in enumerate(section.items)
        if isinstance(node, Mapping)
    ]
    phases = [phase for phase in read if phase is not None]
    if len(phases) < len(read):
        return None
    playing = {turn.player for phase in phases for turn in phase.turns}
    for player in game.players:
        if player.name not in playing:
            message = f"player `{player.name}` has no turn in any phase: its networks stay as they were initialized"
            report.add("GW0601", phases[0].span, message, help=f"add `{{{player.name}: 1}}` to a round")
    return tuple(phases)


def check_schedule(section: Node | None, players: Collection[str], networks: Collection[str], report: Report) -> None:
    """Reports mistakes that do not depend on networks and game, where those are broken. players, networks: all names."""
    for node in section.items if isinstance(section, Sequence) else ():
        if isinstance(node, Mapping):
            _length(node, report)
            turns = _turns(node.get("round"), players, report)
            mode_fits(node, turns or (), report)
            check_frozen(node.get("freeze"), networks, report)
            check_until(node.get("until"), report)


def _phase(
    node: Mapping,
    index: int,
    every: tuple[Turn, ...],
    game: Game,
    networks: Dict[str, Network],
    data: DataPlan,
    measured: _Measured,
    report: Report,
) -> Phase | None:
    names = [player.name for player in game.players]
    turns = _turns(node.get("round"), names, report) if node.get("round") is not None else every
    length = _length(node, report)
    phase = Phase(
        name=name_of_phase(node, index), turns=turns or (), length=length or Duration(unit=Unit.ROUNDS, number=1),
        batch=batch.value if isinstance(batch := node.get("batch"), Scalar) and isinstance(batch.value, int) else None,
        span=key.span if (key := node.key("round")) is not None else node.span,
    )  # fmt: skip
    done = read_mode(phase, node, game, networks, report)
    if turns is None:
        return None  # what a round logs and draws follows from its turns
    ended = read_until(
        done or phase, node.get("until"), game, measured.evaluation, report, is_broken=measured.is_broken
    )
    if done is None or ended is None or length is None:
        return None
    return ended if _is_countable(ended, game, data, report) else None


def name_of_phase(node: Mapping, index: int) -> str:
    """The name of a phase: its own, or one by its position."""
    name = node.get("phase")
    return name.text if isinstance(name, Scalar) else ("main" if index == 0 else f"phase {index + 1}")


def _is_countable(phase: Phase, game: Game, data: DataPlan, report: Report) -> bool:
    """Whether the length of a phase can be counted in rounds."""
    unit, span = phase.length.unit, phase.length.span
    if unit is Unit.ROUNDS:
        return True
    if not draws_data(phase, game):
        message = f"`{unit.value}` counts examples of the data, but no update of this round draws any"
        report.add("GC0602", span, message, help="count `steps`")
        return False
    if unit is Unit.EPOCHS and data.facts.count is None:
        report.add("GC0602", span, "the data is endless, so there are no epochs", help="count `steps` or `images`")
        return False
    return True


def _length(node: Mapping, report: Report) -> Duration | None:
    """The one length of a phase; None where it has none or two, which is reported."""
    given = [(entry.key, entry.value) for entry in node.entries if entry.key.text in LENGTHS]
    if len(given) == 1:
        key, value = given[0]
        number = value.value if isinstance(value, Scalar) and isinstance(value.value, int | float) else 0
        return Duration(unit=UNITS[key.text], number=number, span=key.span)
    what = "two lengths" if given else "no length"
    at = given[1][0].span if given else (node.entries[0].key.span if node.entries else node.span)
    report.add("GC0601", at, f"a phase has {what}", help=f"give it one of {', '.join(LENGTHS)}")
    return None


UNITS = {"steps": Unit.ROUNDS, "images": Unit.IMAGES, "epochs": Unit.EPOCHS}


def _turns(node: Node | None, names: Collection[str], report: Report) -> tuple[Turn, ...] | None:
    turns: list[Turn] = []
    items = [item for item in node.items if isinstance(item, Mapping)] if isinstance(node, Sequence) else []
    for item in items:
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
        times = entry.value.value if isinstance(entry.value, Scalar) else 0
        turns.append(Turn(player=entry.key.text, times=int(times or 0), span=entry.key.span))
    return tuple(turns) if len(turns) == len(items) else None
