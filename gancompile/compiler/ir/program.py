"""The program: the input of the emitter and of program.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from gancompile.catalogue.sources import SourceFacts
from gancompile.compiler.diagnostics import NOWHERE, Span
from gancompile.compiler.ir.curve import Duration
from gancompile.compiler.ir.evaluation import Evaluation
from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.signature import Signature
from gancompile.compiler.spec.spec_tree import StageTree


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """`times` updates of one player."""

    player: str
    times: int
    span: Span = field(default=NOWHERE, compare=False)


class Mode(Enum):
    """In which order the players of a round see each other move."""

    ALTERNATING = "alternating"
    SIMULTANEOUS = "simultaneous"
    EXTRAGRADIENT = "extragradient"
    OPTIMISTIC = "optimistic"
    CONSENSUS = "consensus"


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """Early stopping: a metric crosses a bound, or has not improved for `patience` records.

    below, above: a bound that it passes. patience: after so many records in which it did not fall below its least value, or, where
    higher is better (`is_higher_better`), rise above its largest. is_measured: whether it is a metric, of evaluations on the way.
    """

    metric: str
    below: float | None = None
    above: float | None = None
    patience: int | None = None
    is_higher_better: bool = False
    is_measured: bool = False
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of the schedule: so many rounds of these turns.

    length: as the spec gives it; rounds: the same in rounds, once the pass `phase_durations` has counted them.

    consensus_weight: of the mode of that name. frozen: networks whose weights stay. batch: another one than the game's.
    """

    name: str
    turns: tuple[Turn, ...]
    length: Duration
    rounds: int = 0
    mode: Mode = Mode.ALTERNATING
    consensus_weight: float = 0.0
    frozen: tuple[str, ...] = ()
    batch: int | None = None
    until: Until | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """A source with its steps. name: of the set; empty where it is the only one, whose fields then have no set in front of them.

    labelled: which share of the examples, or how many of them, keep their labels; None for all. facts: what it yields, after its steps.
    native: what the source yields, before them. renumber: whether labels are numbered from 0. paths are absolute.
    """

    name: str
    source: str
    arguments: Mapping[str, Any]
    steps: tuple[Mapping[str, Any], ...]
    labelled: float | int | None
    renumber: bool
    shuffle: bool
    cache: bool
    native: SourceFacts
    facts: SourceFacts

    @property
    def prefix(self) -> str:
        """The prefix of the names of its fields: `a.` for those of the set `a`."""
        return f"{self.name}." if self.name else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPlan:
    """The pipeline: sets that are drawn from independently, so many examples of each for an update."""

    sets: tuple[DataSet, ...]
    batch: int

    @property
    def facts(self) -> SourceFacts:
        """The data of all sets together; an epoch has as many examples as the largest finite set."""
        counts = [one.facts.count for one in self.sets if one.facts.count is not None]
        several = tuple(file for one in self.sets for file in one.facts.files) if len(self.sets) > 1 else ()
        return SourceFacts(
            fields={f"{one.prefix}{name}": facts for one in self.sets for name, facts in one.facts.fields.items()},
            count=max(counts) if counts else None,
            files=several if len(self.sets) != 1 else self.sets[0].facts.files,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollback:
    """Going back to the last checkpoint where a number is not finite. rate: the factor of the learning rates. times: at most."""

    rate: float
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """How a training is looked after, which no weight depends on.

    keep: how many checkpoints, of those at rounds with pictures; None for all. best: a logged number, whose lowest value (or highest,
    where `highest`) marks a checkpoint that is kept. rollback: None where a number that is not finite ends the training. reproducible:
    with TensorFlow's deterministic operations alone.
    """

    keep: int | None = None
    best: str | None = None
    highest: bool = False
    rollback: Rollback | None = None
    reproducible: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One stage of a spec, typed: data, networks, game and phases.

    generator: the network that is sampled and exported. discriminator: the one that judges at serving, if any. signatures: what is
    exported beside them. example: the field of the data that the generator imitates, None where there is none of its shape. objective:
    the named one of the spec, if any; a lock file has the formulas in its stead and is the same program.
    digest: SHA-256 of the resolved spec without the paths of its files. before, after: the phases of the stages around this one.
    carried: of each network, the layers whose weights come from the stage before, None: all. parts: the digest of each part of the spec.
    evaluation: what is measured, None where samples imitate no field of the data. devices: how many share each batch, or `all`.
    report, export: the sections of the spec. hyperparameters: of its players, for trackers.
    """

    name: str
    spec_name: str
    seed: int
    digest: str
    networks: tuple[Network, ...]
    game: Game
    phases: tuple[Phase, ...]
    data: DataPlan
    generator: str
    discriminator: str | None
    example: str | None
    signatures: tuple[Signature, ...] = ()
    objective: str | None = field(default=None, compare=False)
    report: Mapping[str, Any] = field(default_factory=dict, compare=False)
    export: Mapping[str, Any] = field(default_factory=dict, compare=False)
    hyperparameters: Mapping[str, Any] = field(default_factory=dict, compare=False)
    before: tuple[Phase, ...] = ()
    after: tuple[Phase, ...] = ()
    carried: tuple[tuple[str, tuple[str, ...] | None], ...] = ()
    upkeep: Upkeep = field(default_factory=Upkeep)
    evaluation: Evaluation | None = None
    devices: int | str = 1
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def all_phases(self) -> tuple[Phase, ...]:
        """The phases of the whole schedule, all stages together."""
        return (*self.before, *self.phases, *self.after)

    @property
    def first_round(self) -> int:
        """The round with which this stage begins."""
        return sum(phase.rounds for phase in self.before)

    @property
    def rounds(self) -> int:
        """The rounds of the schedule, all stages together."""
        return sum(phase.rounds for phase in self.all_phases)

    def network(self, name: str) -> Network:
        """The network of that name."""
        return next(network for network in self.networks if network.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """The stages of a spec, trained one after the other; most specs have one.

    trees: the spec of each, for checks of how it is written. resolved: the same as plain data, with all that was left open decided.
    unsplit: where there are several stages, the spec that they come from.
    """

    stages: tuple[Program, ...]
    trees: tuple[StageTree, ...] = ()
    resolved: tuple[Mapping[str, Any], ...] = ()
    unsplit: Mapping[str, Any] | None = None
