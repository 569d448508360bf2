"""Whether the numbers of `gancompile evaluate` rank checkpoints of one training as an independent judge does: `quality.py ranking`.

One training of digits, five of its checkpoints far apart. The judge is the support vector machine of `digit_judge.py`, trained on real
digits, which gives each sample ten probabilities. Its score is the Inception Score by it: the exponential of the mean divergence of a
sample's probabilities from their mean over all samples. It is high where the judge is sure of each sample and sees all digits; 1 to 10.
It and the numbers are of the weights that training moves, and once more of their averages.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from digit_judge import Judge
from measured_builds import build, evaluate, train_classifier
from scipy.stats import rankdata, spearmanr

SPEC = Path(__file__).parent.parent / "specs" / "dcgan-digits.yaml"
ROUNDS = 2000
SHARES = (0.1, 0.2, 0.3, 0.5, 1.0)
"""Of the rounds, at which checkpoints are measured: ever further apart, as a training changes less and less. Pictures are made at each
tenth.
"""
DECAY = 0.99
"""Of the averages: that of the spec, 0.999, is near the initial weights for half of so short a training."""
SAMPLES = 5000
JUDGED, CLOSE = "by classifier", 0.1
"""The bar is for the numbers by these features, and for pairs whose values are further apart than this share."""
NUMBERS = {"fid": -1, "kid": -1, "coverage": 1}
"""1 where more is better."""


def ranking(work: Path) -> bool:
    """Trains, measures, prints the tables; returns whether the classifier's numbers rank no pair clearly the other way round."""
    folder, classifier = work / "ranking", work / "ranking-classifier.keras"
    work.mkdir(parents=True, exist_ok=True)
    accuracy = train_classifier(SPEC, classifier)
    build(
        SPEC, folder, "--steps", str(ROUNDS), "--set", "checkpoints={keep: all}", "--set", f"game.average.decay={DECAY}"
    )
    rounds = [round(share * ROUNDS) for share in SHARES]
    judge = Judge()
    print(
        f"The judge is right about {judge.accuracy:.1%} of digits that it has not seen; the classifier is {accuracy.strip()}"
    )
    agrees = []
    for weights in ("raw", "averaged"):
        scores = {"judge": [_score(judge.probabilities(_samples(folder, one, weights))) for one in rounds]}
        for protocol, features in (("classifier", f"{{classifier: {{file: {classifier}}}}}"), ("random", "random")):
            found = [_measured(folder, one, weights, protocol, features) for one in rounds]
            scores |= {f"{name} by {protocol}": [one[name] for one in found] for name in NUMBERS}
        agrees.append(_print(rounds, weights, scores))
    return all(agrees)


def _samples(folder: Path, round: int, weights: str) -> np.ndarray:
    from gancompile.cli.quiet import quiet

    quiet()
    from gancompile.runtime.builder import game_at
    from gancompile.runtime.evaluation.population import sample_population
    from gancompile.runtime.export.game_model import drawing_model

    found = game_at(folder, round, lambda text: print(text, file=sys.stderr))
    model = drawing_model(found.game, found.program, averaged=weights == "averaged")
    # Other samples than those of the evaluations, so that nothing agrees by the same luck.
    return np.asarray(sample_population(model, found.program, number=SAMPLES, seed=1).first(SAMPLES).array)


def _score(probabilities: np.ndarray) -> float:
    """probabilities: [number, classes]. Returns: from 1 to the number of classes. Source: Salimans et al. 2016 (arXiv 1606.03498)."""
    marginal = probabilities.mean(axis=0, keepdims=True)
    divergence = (probabilities * (np.log(probabilities + 1e-12) - np.log(marginal + 1e-12))).sum(axis=1)
    return float(np.exp(divergence.mean()))


def _measured(folder: Path, round: int, weights: str, protocol: str, features: str) -> Mapping[str, float]:
    kept = folder / f"{weights}-{protocol}-{round}.json"
    return evaluate(
        folder, kept, "--at", str(round), "--metrics", "fid,kid,density_coverage", "--features", features,
        "--samples", str(SAMPLES), "--repeats", "1", "--set", f"evaluate.weights={weights}",
    ).numbers  # fmt: skip


def _print(rounds: Sequence[int], weights: str, scores: Mapping[str, Sequence[float]]) -> bool:
    """Each number with its rank from 1, the best, and its correlation with the judge's ranking; then the pairs that are exchanged.

    Returns: whether the bar is held.
    """
    names = [f"{weights} weights, round", *(f"{one:,}" for one in rounds), "Spearman"]
    print(f"\n| {' | '.join(names)} |\n|{' --- |' * len(names)}")
    first = _ranks("judge", scores["judge"])
    lines, holds = [], True
    for name, values in scores.items():
        ranks = _ranks(name, values)
        cells = [f"{value:.4g} ({rank:g})" for value, rank in zip(values, ranks, strict=True)]
        print(f"| {name} | {' | '.join(cells)} | {spearmanr(first, ranks).statistic:.2f} |")
        for a, b in _exchanged(first, ranks):
            lines.append(f"{name} exchanges {rounds[a]:,} ({values[a]:.4g}) and {rounds[b]:,} ({values[b]:.4g})")
            is_close = abs(values[a] - values[b]) <= CLOSE * max(abs(values[a]), abs(values[b]))
            holds &= is_close or not name.endswith(JUDGED)
    print("\n" + "\n".join(lines or ["No pair is exchanged."]))
    return holds


def _ranks(name: str, values: Sequence[float]) -> np.ndarray:
    sign = next((better for number, better in NUMBERS.items() if name.startswith(number)), 1)
    return np.asarray(rankdata(-sign * np.asarray(values)))


def _exchanged(first: np.ndarray, ranks: np.ndarray) -> list[tuple[int, int]]:
    """Pairs that the two rank in opposite order."""
    pairs = [(a, b) for a in range(len(first)) for b in range(a)]
    return [(b, a) for a, b in pairs if (first[a] - first[b]) * (ranks[a] - ranks[b]) < 0]
