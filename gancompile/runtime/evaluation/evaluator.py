"""The evaluator of a program: its real examples are looked at once, and samples of any round are compared with them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from gancompile.catalogue.metric_rows import MetricRow, metric_rows
from gancompile.catalogue.sources.mixture import Mixture as MixtureSource
from gancompile.deployment import PNG_CHANNELS
from gancompile.files import write_atomically
from gancompile.folder import DataFingerprint, read_memory
from gancompile.runtime.data.load_source import load_source
from gancompile.runtime.evaluation.context import Context, LatentWalk, Mixture
from gancompile.runtime.evaluation.errors import EvaluationError
from gancompile.runtime.evaluation.features.feature_network import FeatureNetwork
from gancompile.runtime.evaluation.features.situation import Situation
from gancompile.runtime.evaluation.latent_walk import latent_walk
from gancompile.runtime.evaluation.nearest_pairs import nearest_picture
from gancompile.runtime.evaluation.numerics.moments import Moments
from gancompile.runtime.evaluation.observed import Observed
from gancompile.runtime.evaluation.population import Population, real_population, sample_population
from gancompile.runtime.evaluation.protocol import Protocol, digest_of_data, digest_of_file
from gancompile.runtime.evaluation.result import Result, Spread
from gancompile.runtime.evaluation.statistics_file import read_statistics, write_statistics
from gancompile.runtime.pictures import as_png
from gancompile.runtime.program import Evaluation, Program
from gancompile.runtime.sampling.signature_model import SignatureModel

FOLDER = "evaluation"
"""Of a build, where what evaluations keep lies."""
NEIGHBOURS = "neighbours.png"
METRICS = "gancompile.runtime.evaluation.metrics"
FEATURES = "gancompile.runtime.evaluation.features"
ONE_BY_ONE = frozenset({"features", "probabilities"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """What an evaluator reports. message: a sentence. advanced: so many more examples were looked at."""

    message: Callable[[str], None] = lambda _: None
    advanced: Callable[[int], None] = lambda _: None


class Evaluator:
    """folder: of the build. evaluation: what is measured, in place of what the program says. data: the files of the data as they are
    now, where they may not be those that the build was trained on.
    """

    def __init__(
        self, program: Program, *, folder: Path, evaluation: Evaluation | None = None, data: DataFingerprint | None = None,
        listener: Listener | None = None,
    ) -> None:  # fmt: skip
        found = evaluation or program.evaluation
        if found is None:
            raise EvaluationError("the samples imitate no field of the data, so there is nothing to compare them with")
        self.program = replace(program, evaluation=found)
        self.evaluation = found
        self._folder = folder / FOLDER
        memory = read_memory(folder)
        self._data = data if data is not None else memory.data if memory is not None else {}
        self.listener = listener or Listener()
        self._rows = {name: metric_rows()[name] for name in found.metrics}

    def evaluate(self, model: SignatureModel, *, round: int, repeats: int = 1) -> Result:
        """Measures samples of a model, drawn anew so many times. Raises FeatureError, StatisticsError, DataError, EvaluationError."""
        began = time.monotonic()
        values: dict[str, list[float]] = {}
        problems: dict[str, str] = {}
        for repeat in range(repeats):
            context = self._context(model, self._setting("seed") + repeat)
            for name, row in self._rows.items():
                if name not in problems:
                    self._measure(row, context, values, problems)
        self._draw_neighbours(context)
        return Result(
            round=round,
            protocol=self.protocol,
            numbers={name: Spread(values=tuple(found)) for name, found in values.items()},
            arguments={name: self._arguments(row) for name, row in self._rows.items()},
            seconds=round_seconds(time.monotonic() - began),
            measured=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            remarks=self._network.remarks if self._network is not None else (),
            problems=problems,
        )

    def has_measured(self, result: Result, repeats: int) -> bool:
        """Whether a result is of these metrics by this protocol, over so many draws at least."""
        arguments = {name: self._arguments(row) for name, row in self._rows.items()}
        is_same = result.protocol == self.protocol and dict(result.arguments) == arguments
        return is_same and all(len(one.values) >= repeats for one in result.numbers.values())

    def _draw_neighbours(self, context: Context) -> None:
        """The picture of samples and their nearest real examples, where memorization of images is measured."""
        if "memorization" not in self._rows or context.kind != "images":
            return
        pixels = nearest_picture(context.samples, context.reals)
        if pixels.shape[2] in PNG_CHANNELS:
            plain = pixels[..., 0] if pixels.shape[2] == 1 else pixels
            write_atomically(self._folder / NEIGHBOURS, as_png(plain))

    def _measure(
        self, row: MetricRow, context: Context, values: dict[str, list[float]], problems: dict[str, str]
    ) -> None:
        measure: Any = import_module(f"{METRICS}.{row.key}").measure
        try:
            for name, value in measure(context, **self._arguments(row)).items():
                values.setdefault(name, []).append(float(value))
        except (ValueError, np.linalg.LinAlgError) as error:
            problems[row.key] = str(error)

    def _arguments(self, row: MetricRow) -> dict[str, Any]:
        given = self.evaluation.metrics[row.key]
        return {one.name: given.get(one.name, one.default) for one in row.arguments}

    def _setting(self, name: str) -> Any:
        return self.evaluation.settings.get(name)

    @cached_property
    def protocol(self) -> Protocol:
        """What the numbers are measured by."""
        network, statistics = self._network, self.evaluation.statistics
        return Protocol(
            features={"network": network.name, **network.described} if network is not None else {},
            data=digest_of_data(self.program, self.evaluation.example, self._data),
            example=self.evaluation.example,
            reals=self._reals.number,
            samples=self._setting("samples"),
            seed=self._setting("seed"),
            weights=self._setting("weights"),
            truncation=self._setting("truncation"),
            statistics=digest_of_file(Path(statistics)) if statistics is not None else None,
        )

    def check(self) -> None:
        """Raises EvaluationError for a feature network or statistics of a file that do not suit, before anything is measured."""
        is_trained_later = self.evaluation.features == "classifier" and "file" not in self.evaluation.feature_arguments
        if self.evaluation.statistics is not None:
            self.real_moments()
        elif not is_trained_later:
            _ = self._network

    @property
    def work(self) -> int:
        """About how many examples go through the feature network in one evaluation, the real ones for the first time included."""
        return int(self._setting("samples")) + (0 if "_observed_reals" in self.__dict__ else self._reals.number)

    def real_moments(self) -> Moments:
        """The moments of the real features: from the file that the spec names, from an earlier evaluation, or of the examples."""
        statistics = self.evaluation.statistics
        if statistics is not None:
            return read_statistics(Path(statistics), self._dimensions)
        if "_observed_reals" not in self.__dict__ and self._kept.exists():
            return read_statistics(self._kept)
        moments = self._observed_reals.moments
        if not self._kept.exists():
            write_statistics(self._kept, moments)
        return moments

    @property
    def _dimensions(self) -> int:
        """How many features the network gives."""
        assert self._network is not None
        first = next(iter(self._reals.read())).values
        return int(self._network.apply(first).features.shape[1])

    @property
    def _kept(self) -> Path:
        """The file of the moments of these real examples by these features."""
        protocol = self.protocol
        alike = replace(protocol, samples=0, weights="", truncation=None, statistics=None)
        return self._folder / f"statistics-{alike.short}.npz"

    @cached_property
    def _reals(self) -> Population:
        return self._population(self.evaluation.example)

    def _population(self, field: str) -> Population:
        label = self.evaluation.label
        prefix = field.rpartition(".")[0]
        if label is not None and prefix:
            own = f"{prefix}.{label.rpartition('.')[2]}"
            label = own if own in self.program.data["fields"] else None
        return real_population(
            self.program, field, label=label, number=self._setting("reals"), seed=self._setting("seed")
        )

    @cached_property
    def _network(self) -> FeatureNetwork | None:
        """The feature network; None where no metric needs one."""
        name = self.evaluation.features
        if name is None or not any(set(row.needs) & {"moments", *ONE_BY_ONE} for row in self._rows.values()):
            return None
        make: Any = import_module(f"{FEATURES}.{name}").make
        network: FeatureNetwork = make(dict(self.evaluation.feature_arguments), self.situation)
        return network

    @property
    def situation(self) -> Situation:
        """What a feature network is made for."""
        label = self.evaluation.label
        facts = self.program.data["fields"][self.evaluation.example]
        return Situation(
            reals=self._reals,
            encoding=facts.get("encoding"),
            classes=self.program.classes(label) if label is not None else None,
            folder=self._folder,
            report=lambda text: self.listener.message(text),
        )

    @cached_property
    def _observed_reals(self) -> Observed:
        return self._observed(self._reals)

    @cached_property
    def _observed_held_out(self) -> Observed | None:
        field = self.evaluation.held_out
        return self._observed(self._population(field)) if field is not None else None

    def _observed(self, population: Population) -> Observed:
        keeps = any(ONE_BY_ONE & set(row.needs) for row in self._rows.values())
        return Observed(
            population, self._network, keeps_features=keeps, advanced=lambda number: self.listener.advanced(number)
        )

    def _context(self, model: SignatureModel, seed: int) -> Context:
        samples = sample_population(
            model, self.program, number=self._setting("samples"), seed=seed, truncation=self._setting("truncation")
        )
        situation = self.situation
        return Context(
            kind=self.evaluation.kind,
            reals=self._observed_reals,
            samples=self._observed(samples),
            real_moments=self.real_moments,
            held_out=self._observed_held_out,
            encoding=situation.encoding,
            classes=situation.classes,
            is_conditional="labels" in self.evaluation.given,
            mixture=self._mixture(),
            walk=self._walk(model),
            seed=seed,
        )

    def _walk(self, model: SignatureModel) -> LatentWalk | None:
        return latent_walk(model, self.program) if "perceptual_path_length" in self._rows else None

    def _mixture(self) -> Mixture | None:
        if "mixture" not in self.evaluation.given:
            return None
        name = self.evaluation.example.rpartition(".")[0]
        source = load_source(**self.program.data["sets"][name]["source"])
        assert isinstance(source, MixtureSource)
        return Mixture(centres=np.array(source.centres), deviation=source.deviation)


def round_seconds(seconds: float) -> float:
    """Seconds as a person reads them."""
    return float(f"{seconds:.2f}")


def numbers_of(result: Result) -> Mapping[str, float]:
    """The means by name."""
    return {name: one.mean for name, one in result.numbers.items()}
