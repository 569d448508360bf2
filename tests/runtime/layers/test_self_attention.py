"""Attention of pixels to pixels."""

from __future__ import annotations

import numpy as np
import pytest

from gancompile.runtime.layers import SelfAttention


def plain(weights, x, pool):
    def pooled(maps):
        if not pool:
            return maps
        high, wide = maps.shape[1] // 2, maps.shape[2] // 2
        cut = maps[:, : 2 * high, : 2 * wide]
        return cut.reshape(len(maps), high, 2, wide, 2, -1).max(axis=(2, 4))

    output = np.zeros_like(x)
    query, key = x @ weights["query_kernel"], pooled(x @ weights["key_kernel"])
    value = pooled(x @ weights["value_kernel"])
    for n in range(len(x)):
        keys, values = key[n].reshape(-1, key.shape[-1]), value[n].reshape(-1, value.shape[-1])
        for row in range(x.shape[1]):
            for column in range(x.shape[2]):
                score = np.exp(keys @ query[n, row, column])
                mixed = (score / score.sum()) @ values
                output[n, row, column] = weights["scale"] * (mixed @ weights["output_kernel"]) + x[n, row, column]
    return output


@pytest.mark.parametrize("pool", [False, True])
def test_all(check_layer, rng, pool):
    x = rng.normal(size=(2, 4, 5, 8)).astype(np.float32)
    layer = check_layer(SelfAttention(4, pool=pool), x, lambda weights, x: plain(weights, x, pool))
    assert layer.query_kernel.shape == (8, 2)
    assert layer.value_kernel.shape == (8, 4)


def test_begins_as_the_identity(rng):
    x = rng.normal(size=(2, 4, 4, 3)).astype(np.float32)
    layer = SelfAttention()
    np.testing.assert_array_equal(layer(x), x)
    assert layer.query_kernel.shape == (3, 1)


def test_query_and_key_begin_unequal():
    layer = SelfAttention(kernel_initializer="orthogonal")
    layer.build((None, 4, 4, 16))
    assert np.abs(layer.query_kernel.numpy() - layer.key_kernel.numpy()).max() > 0.01


def test_large_scores_in_float16(rng):
    layer = SelfAttention(1, dtype="mixed_float16")
    x = 200 * rng.normal(size=(1, 4, 4, 16)).astype(np.float32)
    layer.build(x.shape)
    layer.scale.assign(1.0)
    assert np.isfinite(np.asarray(layer(x), np.float32)).all()


def test_pooling_needs_pixels():
    with pytest.raises(ValueError, match="2x2 pixels or more"):
        SelfAttention(pool=True).build((None, 1, 4, 8))
