"""A learned tensor."""

from __future__ import annotations

import numpy as np
import pytest

from gancompile.runtime.layers import LearnedConstant


def test_all(check_layer, rng):
    x = rng.normal(size=(3, 5)).astype(np.float32)
    check_layer(LearnedConstant([4, 2, 3]), x, lambda weights, x: np.stack([weights["constant"]] * len(x)))


def test_only_the_batch_counts(rng):
    layer = LearnedConstant([2])
    assert layer(np.zeros((4, 3))).shape == layer(np.zeros((4, 7, 7))).shape == (4, 2)


@pytest.mark.parametrize("shape", [[], 4, [4, 0], [4, 2.5], "44"])
def test_refuses(shape):
    with pytest.raises(ValueError, match="Received: shape"):
        LearnedConstant(shape)
