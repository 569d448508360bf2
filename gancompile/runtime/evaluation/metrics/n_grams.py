"""Distances of n-grams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from gancompile.runtime.evaluation.context import Context

END = "\n"
"""Stands around a line, so that beginnings and ends of lines count."""


def measure(context: Context, *, longest: int) -> dict[str, float]:
    """The mean Jensen-Shannon divergence over the lengths from 1 to `longest`, and how many lines are copies."""
    reals, samples = ([str(line) for line in one.first().array] for one in (context.reals, context.samples))
    found = [divergence(counts(reals, n), counts(samples, n)) for n in range(1, longest + 1)]
    known, own = set(reals), Counter(samples)
    return {
        "n_grams": float(np.mean(found)),
        "copied_lines": float(np.mean([line in known for line in samples])),
        "distinct_lines": float(np.mean([own[line] == 1 for line in samples])),
    }


def counts(lines: Iterable[str], length: int) -> Counter[str]:
    """How often each run of so many characters comes."""
    found: Counter[str] = Counter()
    for line in lines:
        text = f"{END}{line}{END}"
        found.update(text[i : i + length] for i in range(len(text) - length + 1))
    return found


def divergence(a: Counter[str], b: Counter[str]) -> float:
    """The Jensen-Shannon divergence of two frequencies, in nats: from 0 to log 2."""
    names = list(a.keys() | b.keys())
    p, q = (np.array([one[name] for name in names], np.float64) / max(one.total(), 1) for one in (a, b))
    middle = (p + q) / 2
    return float(sum(_entropy_terms(one, middle) for one in (p, q)) / 2)


def _entropy_terms(p: np.ndarray, middle: np.ndarray) -> float:
    some = p > 0
    return float((p[some] * np.log(p[some] / middle[some])).sum())
