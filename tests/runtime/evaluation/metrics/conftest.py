"""Contexts of populations that are given as arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.evaluation.context import Context
from gancompile.runtime.evaluation.examples import Examples
from gancompile.runtime.evaluation.features.feature_network import Answer, FeatureNetwork
from gancompile.runtime.evaluation.observed import Observed
from gancompile.runtime.evaluation.population import Population

PIECE = 37


def as_they_are(values: Any) -> Answer:
    """Features that are the numbers themselves; the first ten of them are also taken for logarithms of probabilities."""
    flat = np.asarray(values, np.float32).reshape(len(values), -1)
    exponentials = np.exp(flat[:, :10] - flat[:, :10].max(axis=1, keepdims=True))
    return Answer(features=flat, probabilities=exponentials / exponentials.sum(axis=1, keepdims=True))


NETWORK = FeatureNetwork(name="as they are", apply=as_they_are, described={})


def observed(values: Any, labels: Any = None) -> Observed:
    """A population that comes in pieces."""
    all_examples = Examples(values=values, labels=labels)
    number = len(all_examples)

    def read() -> Iterator[Examples]:
        for start in range(0, number, PIECE):
            part = slice(start, start + PIECE)
            own = {k: v[part] for k, v in values.items()} if isinstance(values, dict) else values[part]
            yield Examples(values=own, labels=None if labels is None else labels[part])

    return Observed(Population(number=number, read=read), NETWORK)


@pytest.fixture
def context_of() -> Callable[..., Context]:
    """A context of real examples and samples, with or without their labels."""

    def make(
        reals: Any, samples: Any, *, real_labels: Any = None, labels: Any = None, held_out: Any = None, **more: Any
    ) -> Context:
        seen = observed(reals, real_labels)
        return Context(
            kind=more.pop("kind", "vectors"),
            reals=seen,
            samples=observed(samples, labels),
            real_moments=lambda: seen.moments,
            held_out=None if held_out is None else observed(held_out),
            **more,
        )

    return make
