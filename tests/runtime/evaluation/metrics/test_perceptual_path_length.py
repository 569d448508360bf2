"""Perceptual path length of generators whose steps are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.evaluation.context import LatentWalk
from gancompile.runtime.evaluation.metrics.perceptual_path_length import between, measure


def walk(scale: float, *, is_normal: bool) -> LatentWalk:
    """A generator that gives its latents, `scale` times."""
    return LatentWalk(
        draw=lambda number, seed: {"z": np.random.default_rng(seed).uniform(-1, 1, (number, 4)).astype(np.float32)},
        images=lambda latents: scale * latents["z"],
        is_normal={"z": is_normal},
    )


def test_of_a_line_it_is_the_mean_squared_distance(context_of: Callable[..., Any]) -> None:
    """Of two uniform latents the mean squared difference of a number is 2/3; the features of the data have mean square 1."""
    reals = np.random.default_rng(0).choice([-1.0, 1.0], (200, 4))
    found = measure(context_of(reals, reals, walk=walk(1.0, is_normal=False)), steps=2000, epsilon=0.01)
    assert found["perceptual_path_length"] == pytest.approx(2 / 3, rel=0.05)
    twice = measure(context_of(reals, reals, walk=walk(2.0, is_normal=False)), steps=2000, epsilon=0.01)
    assert twice["perceptual_path_length"] == pytest.approx(4 * found["perceptual_path_length"], rel=1e-3)


def test_normal_latents_stay_on_their_sphere() -> None:
    random = np.random.default_rng(0)
    a, b = (random.normal(size=(50, 64)) for _ in range(2))
    made = between({"z": a}, {"z": b}, np.full(50, 0.5), {"z": True})["z"]
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 8.0, rtol=1e-5)


def test_conditions_stay_as_they_are() -> None:
    one, other = {"z": np.zeros((2, 3)), "y": np.array([1, 2])}, {"z": np.ones((2, 3)), "y": np.array([3, 4])}
    made = between(one, other, np.array([0.25, 0.5]), {"z": False})
    assert made["y"].tolist() == [1, 2]
    np.testing.assert_allclose(made["z"], [[0.25] * 3, [0.5] * 3])
