"""MS-SSIM of pairs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.evaluation.metrics import ms_ssim


def noise(number: int, side: int = 16, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (number, side, side, 1)).astype(np.uint8)


def test_alike_is_one_and_noise_is_near_zero(context_of: Callable[..., Any]) -> None:
    same = np.repeat(noise(1), 50, axis=0)
    found = ms_ssim.measure(context_of(noise(50), same, kind="images"), pairs=40)
    assert found["ms_ssim"] == pytest.approx(1, abs=1e-5)
    assert found["ms_ssim_real"] < 0.2


def test_pairs_are_of_one_class(context_of: Callable[..., Any]) -> None:
    """Ten pictures that repeat: within a class all are one and the same."""
    labels = np.arange(100) % 10
    images = noise(10)[labels]
    given = {"kind": "images", "labels": labels, "real_labels": labels}
    assert ms_ssim.measure(context_of(images, images, is_conditional=True, **given), pairs=30)["ms_ssim"] == (
        pytest.approx(1, abs=1e-5)
    )
    assert ms_ssim.measure(context_of(images, images, is_conditional=False, **given), pairs=30)["ms_ssim"] < 0.5


@pytest.mark.parametrize("side", [3, 8, 28, 200])
def test_images_of_any_size(side: int) -> None:
    images = noise(2, side)
    np.testing.assert_allclose(ms_ssim.similarity(images, images), 1, atol=1e-5)
