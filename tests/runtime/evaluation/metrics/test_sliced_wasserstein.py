"""Sliced Wasserstein distance against closed forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.evaluation.metrics import sliced_wasserstein


def test_a_shift_in_the_plane_is_its_length_times_the_mean_cosine() -> None:
    """E|cos| over directions is 2 / pi."""
    points = np.random.default_rng(0).normal(size=(300, 2))
    found = sliced_wasserstein.sliced_distance(
        points, points + [3, 4], directions=20_000, random=np.random.RandomState(0)
    )
    assert found == pytest.approx(5 * 2 / np.pi, rel=0.01)


def test_of_vectors(context_of: Callable[..., Any]) -> None:
    points = np.random.default_rng(0).normal(size=(300, 2))
    assert sliced_wasserstein.measure(context_of(points, points[::-1]), directions=50) == {
        "sliced_wasserstein": pytest.approx(0, abs=1e-6)
    }


def test_blur_shows_at_the_finest_level_of_the_pyramid() -> None:
    sharp = np.random.default_rng(0).normal(size=(8, 64, 64, 1)).astype(np.float32)
    blurred = np.mean([np.roll(sharp, shift, axis=2) for shift in range(4)], axis=0)
    levels = [[one.std() for one in sliced_wasserstein._pyramid(images)] for images in (sharp, blurred)]
    assert len(levels[0]) == 3
    assert levels[1][0] < 0.6 * levels[0][0]


def test_a_pyramid_sums_to_the_image() -> None:
    image = np.random.default_rng(0).normal(size=(1, 32, 32, 1)).astype(np.float32)
    fine, coarse = sliced_wasserstein._pyramid(image)
    upper = np.zeros_like(image)
    upper[:, ::2, ::2] = 4 * coarse
    np.testing.assert_allclose(fine + sliced_wasserstein._smoothed(upper), image, atol=1e-5)


def test_of_images_other_ones_are_farther(context_of: Callable[..., Any]) -> None:
    random = np.random.default_rng(0)
    noise = [random.integers(0, 256, (60, 32, 32, 3)).astype(np.uint8) for _ in range(2)]
    stripes = np.broadcast_to((np.arange(32) % 2 * 255).astype(np.uint8)[None, :, None, None], (60, 32, 32, 3))
    alike, other = (
        sliced_wasserstein.measure(context_of(noise[0], one, kind="images"), directions=100)["sliced_wasserstein"]
        for one in (noise[1], np.ascontiguousarray(stripes))
    )
    assert alike < 0.2 * other


@pytest.mark.parametrize("shape", [(8, 8, 1), (28, 28, 1), (20, 48, 3)])
def test_sizes_that_are_no_powers_of_two(context_of: Callable[..., Any], shape: tuple[int, ...]) -> None:
    images = np.random.default_rng(0).integers(0, 256, (10, *shape)).astype(np.uint8)
    found = sliced_wasserstein.measure(context_of(images, images, kind="images"), directions=10)
    assert np.isfinite(found["sliced_wasserstein"])
