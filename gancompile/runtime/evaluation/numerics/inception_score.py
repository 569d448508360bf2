"""The Inception Score of class probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

SEED = 2020
"""Of the order in which examples are split, which is then that of torch-fidelity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """mean, deviation: of the score over the splits."""

    mean: float
    deviation: float


def inception_score(probabilities: NDArray[Any], *, splits: int) -> Score:
    """exp(E KL(p(y|x) || p(y))) of each split: from 1 to the number of classes. probabilities: [number, classes].

    Source: Salimans et al. 2016 (arXiv 1606.03498), section 4; ten splits as in their code.
    """
    shuffled = np.asarray(probabilities, np.float64)[np.random.RandomState(SEED).permutation(len(probabilities))]
    number = len(shuffled)
    scores = [_score(shuffled[i * number // splits : (i + 1) * number // splits]) for i in range(splits)]
    return Score(mean=float(np.mean(scores)), deviation=float(np.std(scores)))


def _score(part: NDArray[np.float64]) -> float:
    marginal = part.mean(axis=0, keepdims=True)
    ratio = np.log(np.maximum(part, 1e-300)) - np.log(np.maximum(marginal, 1e-300))
    return float(np.exp((part * ratio).sum(axis=1).mean()))
