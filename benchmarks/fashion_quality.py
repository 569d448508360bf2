"""Five games on Fashion-MNIST at 28x28 with one generator and one trunk, at the same budget of images: `quality.py fashion`.

The specs are in `benchmarks/fashion`. A round is a batch of 64 images and one update of the generator; the critic of WGAN-GP has five
updates in it, so that it sees five times as many. Features are those of the last but one layer of a classifier, trained once and used for
all, and those of a random network. An FID by either compares with others of its protocol alone, and with no published one. Each number is
the mean and the standard deviation over the seeds. The last row is of test images in the place of samples: as far as one can get. The least
class is the share of the rarest class among the samples, as the classifier sees them.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from held_out_images import held_out_images, measure_held_out
from measured_builds import Measured, build, evaluate, samples, train_classifier, training_seconds

FOLDER = Path(__file__).parent / "fashion"
GAMES = ("dcgan", "wgan-gp", "sngan", "r3gan", "cgan")
CONDITIONAL = "cgan"
DATA = Path.home() / ".keras" / "datasets" / "fashion-mnist" / "train-images-idx3-ubyte.gz"
MISSING = (
    f"fashion is skipped, as {DATA} is missing: install Debian's package dataset-fashion-mnist and copy the files of"
    f" /usr/share/datasets/fashion-mnist to {DATA.parent}"
)
METRICS = "fid,{kid: {subsets: 25}},precision_recall,density_coverage"
PROTOCOLS = ("classifier", "random")
HELD_OUT = "test images"
"""The row of real images that training has not seen: as far as a sample can get."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """images: of a training, one batch a round. width: of the networks. rate: what the specs' rates are multiplied by.

    reals: how many real examples samples are compared with; None for 50,000.
    """

    images: int
    seeds: int
    samples: int
    reals: int | None
    width: int
    rate: float

    @property
    def name(self) -> str:
        """Of its folder."""
        return f"fashion-{self.images}-{self.width}"

    def training(self) -> Iterator[str]:
        """As `build` takes it."""
        for name, value in (("images", self.images), ("width", self.width), ("rate", self.rate)):
            yield from ("--set", f"params.{name}={value}")

    def evaluation(self) -> list[str]:
        """As `--set` takes it."""
        reals = [] if self.reals is None else [f"evaluate.reals={self.reals}"]
        return [f"evaluate.samples={self.samples}", "evaluate.repeats=1", *reals]


SMALL = Budget(images=48_000, seeds=3, samples=5_000, reals=10_000, width=32, rate=1.0)
FULL = Budget(images=6_400_000, seeds=3, samples=50_000, reals=None, width=64, rate=0.5)
"""As long as the trainings of specs/full_size, with twice the filters and the papers' rates: for a GPU."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One seed of one game, or what else is a row. by: the evaluations by protocol. shares: of the classes, as the classifier sees them.

    seconds: of training.
    """

    by: Mapping[str, Measured]
    shares: Sequence[float]
    seconds: float | None


def fashion(work: Path, budget: Budget) -> None:
    """Trains, measures and prints the tables; says one sentence where there is no data."""
    if not DATA.exists():
        print(MISSING)
        return
    here = work / budget.name
    here.mkdir(parents=True, exist_ok=True)
    classifier = here / "classifier.keras"
    accuracy = train_classifier(FOLDER / "dcgan.yaml", classifier)
    print(f"the classifier is {accuracy}", file=sys.stderr, flush=True)
    runs: dict[str, list[Run]] = {game: [] for game in GAMES}
    for seed in range(budget.seeds):
        for game in GAMES:
            runs[game].append(_run(game, seed, here, classifier, budget))
    floor = _held_out(here / f"{GAMES[0]}-0", classifier, budget)
    print("\n".join(_report({**runs, HELD_OUT: [floor]}, accuracy, budget)))


def _run(game: str, seed: int, here: Path, classifier: Path, budget: Budget) -> Run:
    folder = here / f"{game}-{seed}"
    build(FOLDER / f"{game}.yaml", folder, "--seed", str(seed), *budget.training())
    by = {}
    for protocol in PROTOCOLS:
        options = [one for text in _evaluation(protocol, classifier, budget) for one in ("--set", text)]
        metrics = _metrics(protocol, is_conditional=game == CONDITIONAL)
        by[protocol] = evaluate(folder, folder / f"{protocol}.json", "--metrics", metrics, *options)
    kept = folder / "shares.json"
    if not kept.exists():
        drawn = samples(folder, budget.samples, list(range(10)) if game == CONDITIONAL else None)
        kept.write_text(json.dumps(_shares(drawn, classifier)))
    found = Run(by=by, shares=json.loads(kept.read_text()), seconds=training_seconds(folder))
    seen = ", ".join(f"FID {one.numbers['fid']:.1f} by {name} in {one.seconds:.0f} s" for name, one in by.items())
    print(f"{game}, seed {seed}: {found.seconds:.0f} s; {seen}", file=sys.stderr, flush=True)
    return found


def _metrics(protocol: str, *, is_conditional: bool) -> str:
    more = ["inception_score"] if protocol == "classifier" else []
    return ",".join([METRICS, *more, *(["conditional_accuracy"] if more and is_conditional else [])])


def _evaluation(protocol: str, classifier: Path, budget: Budget) -> list[str]:
    features = f"{{classifier: {{file: {classifier}}}}}" if protocol == "classifier" else protocol
    return [f"evaluate.features={features}", *budget.evaluation()]


def _shares(images: np.ndarray, classifier: Path) -> list[float]:
    from gancompile.runtime.evaluation.features.classifier_file import read_classifier

    model, _ = read_classifier(classifier)
    seen = model.predict(images, batch_size=256, verbose=0)[1].argmax(axis=1)
    return [float(one) for one in np.bincount(seen, minlength=10) / len(seen)]


def _held_out(folder: Path, classifier: Path, budget: Budget) -> Run:
    by = {}
    for protocol in PROTOCOLS:
        metrics = f"evaluate.metrics=[{_metrics(protocol, is_conditional=False)}]"
        by[protocol] = measure_held_out(folder, [metrics, *_evaluation(protocol, classifier, budget)])
    return Run(by=by, shares=_shares(held_out_images()[: budget.samples], classifier), seconds=None)


COLUMNS: Mapping[str, tuple[tuple[str, str, float], ...]] = {
    "classifier": (
        ("FID", "fid", 1), ("KID", "kid", 1), ("precision", "precision", 1), ("recall", "recall", 1),
        ("density", "density", 1), ("coverage", "coverage", 1), ("Inception Score", "inception_score", 1),
        ("conditional accuracy", "conditional_accuracy", 1),
    ),
    "random": (
        ("FID", "fid", 1), ("KID x 1000", "kid", 1000), ("precision", "precision", 1), ("recall", "recall", 1),
        ("density", "density", 1), ("coverage", "coverage", 1),
    ),
}  # fmt: skip
"""Of each table: the head, the number, and what it is multiplied by, as the two networks have features of different scales."""


def _report(rows: Mapping[str, Sequence[Run]], accuracy: str, budget: Budget) -> Iterator[str]:
    for protocol in PROTOCOLS:
        extra = ("least class", "seconds") if protocol == "classifier" else ()
        heads = [f"by {protocol}", *(head for head, *_ in COLUMNS[protocol]), *extra]
        yield "\n" + _line(heads) + "\n" + _line(["---"] * len(heads))
        for name, runs in rows.items():
            cells = [_cell(runs, protocol, number, factor) for _, number, factor in COLUMNS[protocol]]
            yield _line([name, *cells, *(_more(runs) if extra else ())])
        yield from _protocol(rows, protocol)
    yield f"The classifier is {accuracy.strip()}"
    yield f"{budget.images:,} images a training, {-(-budget.images // 64):,} rounds of 64; {budget.seeds} seeds; width {budget.width}."
    yield f"{os.cpu_count()} cores, {platform.machine()}; TensorFlow {version('tensorflow')}, Keras {version('keras')}."


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(runs: Sequence[Run], protocol: str, number: str, factor: float) -> str:
    values = [factor * run.by[protocol].numbers[number] for run in runs if number in run.by[protocol].numbers]
    return spread(values) if values else ""


def spread(values: Sequence[float]) -> str:
    """Mean and standard deviation, to as many digits as a reader needs."""
    mean = float(np.mean(values))
    digits = 3 if abs(mean) < 1 else 2 if abs(mean) < 10 else 1 if abs(mean) < 100 else 0
    return f"{mean:.{digits}f}" + (f" ± {np.std(values, ddof=1):.{digits}f}" if len(values) > 1 else "")


def _more(runs: Sequence[Run]) -> tuple[str, str]:
    seconds = [run.seconds for run in runs if run.seconds is not None]
    return spread([min(run.shares) for run in runs]), f"{np.mean(seconds):.0f}" if seconds else ""


def _protocol(rows: Mapping[str, Sequence[Run]], protocol: str) -> Iterator[str]:
    measured = [run.by[protocol] for name, runs in rows.items() if name != HELD_OUT for run in runs]
    hashes = sorted({one.protocol for one in measured})
    yield f"\nProtocol {', '.join(hashes)}" + ("" if len(hashes) == 1 else ", WHICH DO NOT COMPARE")
    yield "".join(f"- {line}\n" for line in measured[0].lines)
