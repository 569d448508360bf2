"""The real side of comparisons: the examples of the data and their features, looked at once for all evaluations of a program."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from gancompile.catalogue.metric_rows import metric_rows
from gancompile.folder import DataFingerprint
from gancompile.folder.checkpoint_files import sha256_of
from gancompile.runtime.evaluation.errors import EvaluationError
from gancompile.runtime.evaluation.features.feature_network import FeatureNetwork
from gancompile.runtime.evaluation.features.situation import Situation
from gancompile.runtime.evaluation.listener import Listener
from gancompile.runtime.evaluation.numerics.moments import Moments
from gancompile.runtime.evaluation.observed import Observed
from gancompile.runtime.evaluation.population import Population, real_population
from gancompile.runtime.evaluation.protocol import Protocol, digest_of_data
from gancompile.runtime.evaluation.statistics_file import StatisticsError, read_statistics, write_statistics
from gancompile.runtime.program import Evaluation, Program

FEATURES = "gancompile.runtime.evaluation.features"
ONE_BY_ONE = frozenset({"features", "probabilities"})
"""What metrics need of each example, where moments need their sum alone."""


class Reference:
    """program: with what is measured. folder: in which moments and classifiers are kept. data: the files of the data, by set."""

    def __init__(self, program: Program, *, folder: Path, data: DataFingerprint) -> None:
        assert program.evaluation is not None
        self.program, self.evaluation = program, program.evaluation
        self.listener = Listener()
        self._folder, self._data = folder, data
        self.needs = frozenset(need for name in self.evaluation.metrics for need in metric_rows()[name].needs)

    @cached_property
    def protocol(self) -> Protocol:
        """What the numbers are measured by."""
        evaluation, network, settings = self.evaluation, self.network, self.evaluation.settings
        statistics, held_out = evaluation.statistics, evaluation.held_out
        return Protocol(
            features={"network": network.name, **network.described} if network is not None else {},
            data=self._digest(evaluation.example),
            example=evaluation.example,
            reals=0 if self._is_of_statistics_alone else self.reals.number,
            samples=settings["samples"],
            seed=settings["seed"],
            weights=settings["weights"],
            truncation=settings.get("truncation"),
            statistics=sha256_of(Path(statistics)) if statistics is not None else None,
            held_out=self._digest(held_out) if held_out is not None else None,
        )

    @property
    def _is_of_statistics_alone(self) -> bool:
        """Whether no real example is looked at."""
        rows = [metric_rows()[name] for name in self.evaluation.metrics]
        return self.evaluation.statistics is not None and all(row.needs == ("moments",) for row in rows)

    @cached_property
    def reals(self) -> Population:
        """The real examples."""
        return self._population(self.evaluation.example)

    @cached_property
    def observed_reals(self) -> Observed:
        """The real examples through the network."""
        return self.observed(self.reals)

    @cached_property
    def observed_held_out(self) -> Observed | None:
        """Those that training does not see, where the spec names some."""
        field = self.evaluation.held_out
        return self.observed(self._population(field)) if field is not None else None

    def observed(self, population: Population) -> Observed:
        """A population through the network. Single features are kept where a metric needs them."""
        keeps = bool(ONE_BY_ONE & self.needs)
        return Observed(
            population, self.network, keeps_features=keeps, advanced=lambda number: self.listener.advanced(number)
        )

    @cached_property
    def network(self) -> FeatureNetwork | None:
        """The feature network; None where no metric needs one. Raises EvaluationError where it cannot be had."""
        name = self.evaluation.features
        if name is None or not self.needs & {"moments", *ONE_BY_ONE}:
            return None
        make: Any = import_module(f"{FEATURES}.{name}").make
        network: FeatureNetwork = make(dict(self.evaluation.feature_arguments), self.situation)
        return network

    @property
    def situation(self) -> Situation:
        """What a feature network is made for."""
        label = self.evaluation.label
        return Situation(
            reals=self.reals,
            encoding=self.program.data["fields"][self.evaluation.example].get("encoding"),
            classes=self.program.classes(label) if label is not None else None,
            folder=self._folder,
            data=self._digest(self.evaluation.example),
            listener=self.listener,
        )

    def moments(self) -> Moments:
        """The moments of the real features: from the file that the spec names, from an earlier evaluation, or of the examples.

        Raises EvaluationError where there are no features, and for a file of other ones.
        """
        if self.network is None:
            raise EvaluationError("no metric here needs features, so there are no moments of them")
        if self.evaluation.statistics is not None:
            return read_statistics(Path(self.evaluation.statistics), self._dimensions(self.network))
        if not self.observed_reals.has_passed and (kept := self._read_kept()) is not None:
            return kept
        moments = self.observed_reals.moments
        if not self._kept.exists():
            write_statistics(self._kept, moments)
        return moments

    def check(self) -> None:
        """Raises EvaluationError for a feature network or statistics of a file that do not suit, before anything is measured."""
        is_trained_later = self.evaluation.features == "classifier" and "file" not in self.evaluation.feature_arguments
        if not is_trained_later and self.network is not None and self.evaluation.statistics is not None:
            self.moments()

    def prepare(self) -> None:
        """Looks at the real examples, which the first evaluation would wait for."""
        if "moments" in self.needs:
            self.moments()
        if ONE_BY_ONE & self.needs:
            _ = self.observed_reals.features
            if self.observed_held_out is not None:
                _ = self.observed_held_out.features

    def _population(self, field: str) -> Population:
        label, settings = self.evaluation.label, self.evaluation.settings
        prefix = field.rpartition(".")[0]
        if label is not None and prefix:
            own = f"{prefix}.{label.rpartition('.')[2]}"
            label = own if own in self.program.data["fields"] else None
        return real_population(self.program, field, label=label, number=settings.get("reals"), seed=settings["seed"])

    def _digest(self, field: str) -> str:
        return digest_of_data(self.program, field, self._data)

    def _dimensions(self, network: FeatureNetwork) -> int:
        """How many features the network gives."""
        return int(network.apply(next(iter(self.reals.read())).values).features.shape[1])

    @cached_property
    def _kept(self) -> Path:
        """The file of the moments of these real examples by these features."""
        alike = replace(self.protocol, samples=0, weights="", truncation=None, statistics=None, held_out=None)
        return self._folder / f"statistics-{alike.short}.npz"

    def _read_kept(self) -> Moments | None:
        """The moments of an earlier evaluation; None where there are none, or where the file is damaged."""
        if not self._kept.exists():
            return None
        try:
            return read_statistics(self._kept)
        except StatisticsError:
            self._kept.unlink(missing_ok=True)
            return None


def with_evaluation(program: Program, evaluation: Evaluation | None) -> Program:
    """The program with what is measured. Raises EvaluationError where that is nothing."""
    found = evaluation or program.evaluation
    if found is None:
        raise EvaluationError("the samples imitate no field of the data, so there is nothing to compare them with")
    return replace(program, evaluation=found)
