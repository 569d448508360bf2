"""Classification accuracy score."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.evaluation.metrics import classification_accuracy_score


def stripes(number: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Images that are bright in the upper or in the lower half, with noise, and which half it is."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 2, number)
    images = random.integers(0, 60, (number, 8, 8, 1))
    for image, label in zip(images, labels, strict=True):
        image[4 * label : 4 * label + 4] += 180
    return images.astype(np.uint8), labels


@pytest.mark.slow
def test_samples_with_wrong_labels_teach_wrong_classes(context_of: Callable[..., Any]) -> None:
    reals, real_labels = stripes(200, 0)
    samples, labels = stripes(200, 1)
    right, wrong = (
        classification_accuracy_score.measure(
            context_of(reals, samples, real_labels=real_labels, labels=one, classes=2, kind="images"), rounds=40
        )
        for one in (labels, 1 - labels)
    )
    assert right["classification_accuracy_score"] > 0.95
    assert wrong["classification_accuracy_score"] < 0.05
    assert right["taught_by_reals"] > 0.95
