"""Sums over positions."""

from __future__ import annotations

import numpy as np
import pytest

from gancompile.runtime.layers import GlobalSumPooling1D, GlobalSumPooling2D


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize(("layer", "shape"), [(GlobalSumPooling1D, (3, 7, 4)), (GlobalSumPooling2D, (3, 5, 6, 4))])
def test_it_is_the_sum_of_each_channel(check_layer, rng, layer, shape, keepdims):
    def expected(_, x):
        return x.sum(tuple(range(1, x.ndim - 1)), keepdims=keepdims)

    check_layer(layer(keepdims=keepdims), rng.normal(size=shape).astype(np.float32), expected)


def test_many_positions_are_summed_in_float32():
    """4096 ones: in bfloat16 one after the other, they would stop at 256."""
    layer = GlobalSumPooling2D(dtype="mixed_bfloat16")
    assert float(layer(np.ones((1, 64, 64, 1)))[0, 0]) == 4096


def test_refuses():
    with pytest.raises(ValueError, match="takes 4 axes"):
        GlobalSumPooling2D()(np.zeros((2, 3, 4)))
