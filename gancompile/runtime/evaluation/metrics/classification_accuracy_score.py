"""Classification accuracy score."""

from __future__ import annotations

import numpy as np

from gancompile.runtime.evaluation.context import Context
from gancompile.runtime.evaluation.features.image_classifier import accuracy_of, fit_classifier

TEST_SHARE = 0.25


def measure(context: Context, *, rounds: int) -> dict[str, float]:
    """Ravuri and Vinyals 2019 (arXiv 1905.10887), section 3: both classifiers learn from as many examples and are tested on the same.

    The test is on held-out examples where the spec has some, and else on a quarter of the real ones.
    """
    samples, reals = context.samples.first(), context.reals.first()
    assert samples.labels is not None
    assert reals.labels is not None
    assert context.classes is not None
    if context.held_out is not None:
        test = context.held_out.first()
        train = np.arange(len(reals))
        test_images, test_labels = test.array, test.labels
    else:
        order = np.random.RandomState(context.seed).permutation(len(reals))
        cut = max(1, int(TEST_SHARE * len(reals)))
        train, held = order[cut:], order[:cut]
        test_images, test_labels = reals.array[held], reals.labels[held]
    assert test_labels is not None
    number = min(len(train), len(samples))
    taught = {
        "classification_accuracy_score": (samples.array[:number], samples.labels[:number]),
        "taught_by_reals": (reals.array[train[:number]], reals.labels[train[:number]]),
    }
    return {
        name: accuracy_of(
            fit_classifier(images, labels, context.classes, seed=context.seed, rounds=rounds), test_images, test_labels
        )
        for name, (images, labels) in taught.items()
    }
