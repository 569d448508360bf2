"""A training as the doctor sees it: the records, the metrics and the resolved spec of a build."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gancompile.doctor.curve import Curve, curve_of
from gancompile.doctor.game_facts import GameFacts, read_game, section_of
from gancompile.doctor.measured import Measured, read_measured
from gancompile.folder import CheckpointFiles, list_checkpoints
from gancompile.pages import read_build, read_records

VARIATION_FILE, VARIATION = "logs/variation.jsonl", "variation"
"""How much samples vary, as a share of what the data do, at each picture."""
NO_CURVES = frozenset({"phase", "round", "rounds", "seconds", "rounds_per_second"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """curves: logged numbers by name. not_finite: numbers that were not, with their rounds. rounds: of the schedule.

    records: how many there are. examples: of the data, None where they are endless or unknown. checkpoints: their rounds.
    rollbacks: after numbers that were not finite. best_by: the metric by which the spec chooses a round. modes: of data that
    are a known mixture. evaluated_every: rounds, as the spec asks for. metrics: that suit the data. phases: of the schedule.
    """

    folder: Path
    name: str
    curves: Mapping[str, Curve] = field(default_factory=dict)
    measured: Measured = field(default_factory=Measured)
    game: GameFacts = field(default_factory=GameFacts)
    not_finite: tuple[tuple[str, int], ...] = ()
    records: int = 0
    rounds_played: int = 0
    rounds: int = 0
    is_finished: bool = True
    examples: int | None = None
    batch: int | None = None
    checkpoints: tuple[int, ...] = ()
    rollbacks: int = 0
    best_by: str | None = None
    modes: int | None = None
    evaluated_every: int | None = None
    metrics: tuple[str, ...] = ("fid",)
    phases: tuple[str, ...] = ("main",)

    def curve(self, name: str) -> Curve:
        """A logged number; an empty curve where it was not logged."""
        return self.curves.get(name, Curve())

    def of_generator(self, number: str) -> Curve:
        """A number of the player that trains the generator: `loss`, `gradient_norm`, `learning_rate`."""
        return self.curve(f"{self.game.generator}_{number}")

    def of_discriminator(self, number: str) -> Curve:
        """The same of its opponent."""
        return self.curve(f"{self.game.discriminator}_{number}")

    @property
    def gap(self) -> Curve:
        """D(x) - D(G(z))."""
        return self.curve("D(x)").minus(self.curve("D(G(z))"))

    @property
    def epochs(self) -> float | None:
        """How often each example has been seen by an update of the discriminator; None where the data are endless."""
        if not self.examples or not self.batch:
            return None
        return self.rounds_played * self.batch / self.examples


def read_training(folder: Path) -> Training:
    """The training of a build. Raises NoBuildError."""
    build = read_build(folder)
    curves, not_finite = _curves([*build.records, *read_records(folder / VARIATION_FILE)])
    checkpoints = [one for one in list_checkpoints(folder / "checkpoints") if isinstance(one, CheckpointFiles)]
    data, evaluation = section_of(build.program, "data"), section_of(build.program, "evaluation")
    return Training(
        folder=folder,
        name=build.name,
        curves=curves,
        measured=read_measured(build.evaluations, curves),
        game=read_game(build.lock, build.program),
        not_finite=not_finite,
        records=len(build.records),
        rounds_played=build.rounds_played,
        rounds=build.rounds,
        is_finished=build.is_finished,
        examples=_count(data.get("count")),
        batch=_count(data.get("batch")),
        checkpoints=tuple(one.round for one in reversed(checkpoints)),
        rollbacks=max((one.rollbacks for one in checkpoints), default=0),
        best_by=evaluation.get("best") if isinstance(evaluation.get("best"), str) else None,
        evaluated_every=_count(evaluation.get("every")),
        metrics=_metrics(evaluation, is_finite=_count(data.get("count")) is not None),
        phases=_phases(build.program),
        modes=_count(section_of(section_of(data, "fields"), "label").get("classes")),
    )


def _curves(records: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Curve], tuple[tuple[str, int], ...]]:
    """Each logged number over the rounds, and the numbers that were not finite. Of two records of a round the later one counts."""
    points: dict[str, dict[int, float]] = defaultdict(dict)
    not_finite = []
    for record in records:
        for name, value in record.items():
            if name in NO_CURVES or isinstance(value, bool) or not isinstance(value, int | float):
                continue
            if math.isfinite(value):
                points[name][record["round"]] = float(value)
            else:
                not_finite.append((name, record["round"]))
    return {name: curve_of(found) for name, found in points.items()}, tuple(not_finite)


def _metrics(evaluation: Mapping[str, Any], *, is_finite: bool) -> tuple[str, ...]:
    """The first metrics of the evaluation, which are the usual ones where the spec names none, and that of copies of finite data."""
    given, asked = evaluation.get("given"), evaluation.get("metrics")
    first = [str(name) for name in asked][:2] if isinstance(asked, dict) and asked else ["fid"]
    has_features = isinstance(given, list) and "features" in given and is_finite
    return tuple(dict.fromkeys((*first, *(["memorization"] if has_features else []))))


def _phases(program: Mapping[str, Any]) -> tuple[str, ...]:
    found = program.get("phases")
    names = tuple(str(one.get("name")) for one in found if isinstance(one, dict)) if isinstance(found, list) else ()
    return names or ("main",)


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
