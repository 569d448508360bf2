"""FID within each class."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.evaluation.metrics import fid, intra_fid


def test_a_generator_that_ignores_its_label_is_far_off(context_of: Callable[..., Any]) -> None:
    labels = np.arange(400) % 2
    vectors = np.random.default_rng(0).normal(size=(400, 3)) + 10 * labels[:, None]
    context = context_of(vectors, vectors, real_labels=labels, labels=1 - labels)
    assert fid.measure(context)["fid"] == pytest.approx(0, abs=1e-4)
    found = intra_fid.measure(context)
    assert found["intra_fid"] == pytest.approx(300, rel=0.1)
    assert found["intra_fid_worst"] >= found["intra_fid"]
    right = intra_fid.measure(context_of(vectors, vectors, real_labels=labels, labels=labels))
    assert right["intra_fid"] == pytest.approx(0, abs=1e-4)


def test_no_class_with_two_of_both(context_of: Callable[..., Any]) -> None:
    vectors = np.eye(3)
    with pytest.raises(ValueError, match="no class has two"):
        intra_fid.measure(context_of(vectors, vectors, real_labels=np.arange(3), labels=np.arange(3)))
