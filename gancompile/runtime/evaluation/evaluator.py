"""The evaluator of a program: samples of any round are compared with its real examples."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timezone
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
from gancompile.runtime.evaluation.latent_walk import latent_walk
from gancompile.runtime.evaluation.listener import Listener
from gancompile.runtime.evaluation.nearest_pairs import nearest_picture
from gancompile.runtime.evaluation.population import sample_population
from gancompile.runtime.evaluation.protocol import Protocol
from gancompile.runtime.evaluation.reference import Reference, with_evaluation
from gancompile.runtime.evaluation.result import Result, Spread
from gancompile.runtime.pictures import as_png
from gancompile.runtime.program import Evaluation, Program
from gancompile.runtime.sampling.signature_model import SignatureModel

FOLDER = "evaluation"
"""Of a build, where what evaluations keep lies."""
NEIGHBOURS = "neighbours.png"
METRICS = "gancompile.runtime.evaluation.metrics"
Values = dict[str, list[float]]


class Evaluator:
    """folder: of the build. evaluation: what is measured, in place of what the program says. data: the files of the data as they are
    now, where they may not be those that the build was trained on.
    """

    def __init__(
        self, program: Program, *, folder: Path, evaluation: Evaluation | None = None, data: DataFingerprint | None = None,
        listener: Listener | None = None,
    ) -> None:  # fmt: skip
        memory = read_memory(folder)
        known = memory.data if memory is not None else {}
        self.program = with_evaluation(program, evaluation)
        self.reference = Reference(self.program, folder=folder / FOLDER, data=known if data is None else data)
        self.reference.listener = listener or Listener()
        self._folder = folder / FOLDER

    @property
    def evaluation(self) -> Evaluation:
        """What is measured."""
        return self.reference.evaluation

    @property
    def protocol(self) -> Protocol:
        """What the numbers are measured by."""
        return self.reference.protocol

    @property
    def work(self) -> int:
        """About how many examples go through the feature network in one evaluation, the real ones for the first time included."""
        reals = 0 if self.reference.observed_reals.has_passed else self.reference.reals.number
        return int(self.evaluation.settings["samples"]) + reals

    def evaluate(self, model: SignatureModel, *, round: int, repeats: int = 1) -> Result:
        """Measures samples of a model, drawn anew so many times. Raises EvaluationError, DataError."""
        began = time.monotonic()
        values: Values = {}
        problems: dict[str, str] = {}
        for repeat in range(repeats):
            context = self._context(model, self.evaluation.settings["seed"] + repeat)
            for row in self._rows:
                self.reference.listener.advanced(0)
                if row.key not in problems:
                    self._measure(row, context, values, problems)
        self._draw_neighbours(context)
        return Result(
            round=round,
            protocol=self.protocol,
            numbers={name: Spread(values=tuple(found)) for name, found in values.items()},
            arguments=self._all_arguments,
            seconds=round_seconds(time.monotonic() - began),
            measured=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            remarks=tuple(self._remarks(context)),
            problems=problems,
        )

    def has_measured(self, result: Result, repeats: int) -> bool:
        """Whether a result is of these metrics by this protocol, over so many draws at least."""
        is_same = result.protocol == self.protocol and dict(result.arguments) == self._all_arguments
        return is_same and all(len(one.values) >= repeats for one in result.numbers.values())

    def _measure(self, row: MetricRow, context: Context, values: Values, problems: dict[str, str]) -> None:
        """Adds the numbers of a metric; one that fails in one draw has none of the others."""
        measure: Any = import_module(f"{METRICS}.{row.key}").measure
        try:
            for name, value in measure(context, **self._arguments(row)).items():
                values.setdefault(name, []).append(float(value))
        except (ValueError, np.linalg.LinAlgError) as error:
            problems[row.key] = str(error)
            for one in row.numbers:
                values.pop(one.key, None)

    def _remarks(self, context: Context) -> list[str]:
        """What a reader of the numbers should know of the network, and of how many samples there are."""
        network = self.reference.network
        remarks = list(network.remarks) if network is not None else []
        if "fid" in self.evaluation.metrics and network is not None:
            dimensions = len(context.samples.moments.mean)
            if context.samples.number <= dimensions:
                remarks.append(
                    f"fid: {context.samples.number:,} samples have no full covariance of {dimensions:,} features, so it compares at one "
                    "number of samples alone, and `kid` at any"
                )
        return remarks

    def _draw_neighbours(self, context: Context) -> None:
        """The picture of samples and their nearest real examples, where memorization of images is measured."""
        if "memorization" not in self.evaluation.metrics or context.kind != "images":
            return
        pixels = nearest_picture(context.samples, context.reals)
        if pixels.shape[2] in PNG_CHANNELS:
            plain = pixels[..., 0] if pixels.shape[2] == 1 else pixels
            write_atomically(self._folder / NEIGHBOURS, as_png(plain))

    @property
    def _rows(self) -> list[MetricRow]:
        return [metric_rows()[name] for name in self.evaluation.metrics]

    def _arguments(self, row: MetricRow) -> dict[str, Any]:
        given = self.evaluation.metrics[row.key]
        return {one.name: given.get(one.name, one.default) for one in row.arguments}

    @property
    def _all_arguments(self) -> dict[str, dict[str, Any]]:
        return {row.key: self._arguments(row) for row in self._rows}

    def _context(self, model: SignatureModel, seed: int) -> Context:
        reference, settings = self.reference, self.evaluation.settings
        samples = sample_population(
            model, self.program, number=settings["samples"], seed=seed, truncation=settings.get("truncation")
        )
        situation = reference.situation
        return Context(
            kind=self.evaluation.kind,
            reals=reference.observed_reals,
            samples=reference.observed(samples),
            real_moments=reference.moments,
            held_out=reference.observed_held_out,
            encoding=situation.encoding,
            classes=situation.classes,
            is_conditional="labels" in self.evaluation.given,
            mixture=self._mixture(),
            walk=self._walk(model),
            seed=seed,
        )

    def _walk(self, model: SignatureModel) -> LatentWalk | None:
        return latent_walk(model, self.program) if "perceptual_path_length" in self.evaluation.metrics else None

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
