"""A compiled program: the data, schedule and networks of a `program.json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancompile.catalogue.division import Division
from gancompile.catalogue.export_format_rows import DEFAULT_FORMATS
from gancompile.runtime.program.evaluation import Evaluation
from gancompile.runtime.program.phase import Phase
from gancompile.runtime.program.served_network import ServedNetwork, ServedSignature


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoints:
    """Which checkpoints are kept. keep: how many of those at rounds with pictures, None for all.

    best: a logged number, whose lowest value (or highest, where `highest`) marks one that is kept, too.
    """

    keep: int | None
    best: str | None
    highest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollback:
    """Going back to the last checkpoint where a number is not finite. rate: the factor of the learning rates. times: at most."""

    rate: float
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A compiled program. folder: the compiled folder.

    signatures: those of the spec. other_networks: without any, the networks that are exported by their names. export: of the section of
    the spec, what an export needs. evaluation: what is measured; None where samples imitate no field of the data.
    first_round: the first round of this stage. rounds: of the schedule with all stages. stages: the folders of the earlier stages.
    carried: for each network, the layers whose weights come from the stage before; None: all. parts: the digest of each part of the spec.
    loaded: networks from files, by name, with the digest of what was loaded (sha256) and whether it stays as it is (frozen).
    rollback: None where a number that is not finite ends the training. reproducible: with TensorFlow's deterministic operations alone.
    devices: how many share each batch, or `all`. whole_batches: why a batch cannot be shared, if so. division: of a device's share, into
    micro-batches and packs. computes_in_16_bits: whether a layer does.
    report: the section of the spec. hyperparameters: of the players, by name. scheduled: curves of numbers that change with the rounds.
    """

    folder: Path
    name: str
    made_by: str
    digest: str
    class_name: str
    seed: int
    data: Mapping[str, Any]
    phases: tuple[Phase, ...]
    generator: ServedNetwork
    discriminator: ServedNetwork | None
    signatures: tuple[ServedSignature, ...]
    other_networks: tuple[ServedNetwork, ...]
    export: Mapping[str, Any]
    evaluation: Evaluation | None
    first_round: int
    rounds: int
    stages: tuple[str, ...]
    carried: Mapping[str, Sequence[str] | None]
    parts: Mapping[str, str]
    loaded: Mapping[str, Mapping[str, Any]]
    checkpoints: Checkpoints
    rollback: Rollback | None
    reproducible: bool
    devices: int | str
    whole_batches: tuple[str, ...]
    division: Division
    computes_in_16_bits: bool
    report: Mapping[str, Any]
    hyperparameters: Mapping[str, Any]
    scheduled: Mapping[str, Any]

    @property
    def example(self) -> Mapping[str, Any]:
        """The facts of the field that the generator imitates: shape, dtype, low, high."""
        unknown = {"shape": list(self.generator.shape), "low": None, "high": None}
        facts: Mapping[str, Any] = self.data["fields"].get(self.data["example"], unknown)
        return facts

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that a build exports, each once."""
        return tuple(dict.fromkeys(self.export.get("formats", DEFAULT_FORMATS)))

    @property
    def encoding(self) -> Mapping[str, Any] | None:
        """The encoding of that field as rows, sounds or lines; None for images and vectors."""
        return self.example.get("encoding")

    def classes(self, field: str) -> int | None:
        """The number of classes of a field of labels; None for other fields."""
        found: int | None = self.data["fields"][field].get("classes")
        return found

    def class_names(self, field: str) -> tuple[str, ...]:
        """The names of the classes of a field of labels, or their numbers where they have no names."""
        names = self.data["fields"][field].get("class_names")
        return tuple(names) if names else tuple(map(str, range(self.classes(field) or 0)))
