"""The Inception Score at its ends, and against its definition."""

from __future__ import annotations

import numpy as np
import pytest

from gancompile.runtime.evaluation.numerics.inception_score import inception_score


def test_sure_and_even_is_the_number_of_classes() -> None:
    assert inception_score(np.eye(10)[np.arange(1000) % 10], splits=1).mean == pytest.approx(10)


@pytest.mark.parametrize("one", [np.full(4, 0.25), np.array([1.0, 0.0, 0.0, 0.0])], ids=["unsure", "one class"])
def test_unsure_or_of_one_class_is_one(one: np.ndarray) -> None:
    assert inception_score(np.tile(one, (100, 1)), splits=5).mean == pytest.approx(1)


def test_it_is_its_definition() -> None:
    p = np.random.default_rng(0).dirichlet(np.ones(5), size=30)
    marginal = p.mean(axis=0)
    divergence = [sum(a * np.log(a / b) for a, b in zip(row, marginal, strict=True)) for row in p]
    assert inception_score(p, splits=1).mean == pytest.approx(np.exp(np.mean(divergence)), rel=1e-12)


def test_splits_vary() -> None:
    p = np.random.default_rng(0).dirichlet(np.ones(5), size=300)
    assert inception_score(p, splits=10).deviation > 0
