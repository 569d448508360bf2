"""Gated linear units."""

from __future__ import annotations

import numpy as np
import pytest

from gancompile.runtime.layers import GLU


@pytest.mark.parametrize("shape", [(3, 8), (2, 5, 4), (2, 3, 4, 6)])
def test_half_of_the_channels_times_the_sigmoid_of_the_others(check_layer, rng, shape):
    def expected(_, x):
        half = x.shape[-1] // 2
        return x[..., :half] / (1 + np.exp(-x[..., half:]))

    check_layer(GLU(), rng.normal(size=shape).astype(np.float32), expected)


def test_refuses():
    with pytest.raises(ValueError, match=r"even number of channels. Received: input_shape=\(2, 3\)"):
        GLU()(np.zeros((2, 3)))
