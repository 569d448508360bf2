"""Instance normalization by a style."""

from __future__ import annotations

import numpy as np
import pytest

from gancompile.runtime.layers import AdaptiveInstanceNormalization


def test_all(check_layer, rng):
    x = 2 + 3 * rng.normal(size=(3, 4, 5, 2)).astype(np.float32)
    style = rng.normal(size=(3, 6)).astype(np.float32)

    def expected(weights, x, style):
        scale = style @ weights["gain/kernel"] + weights["gain/bias"]
        bias = style @ weights["offset/kernel"] + weights["offset/bias"]
        output = np.zeros_like(x)
        for n in range(len(x)):
            for c in range(x.shape[-1]):
                plane = x[n, :, :, c]
                output[n, :, :, c] = scale[n, c] * (plane - plane.mean()) / np.sqrt(plane.var() + 1e-5) + bias[n, c]
        return output

    layer = check_layer(AdaptiveInstanceNormalization(), [x, style], expected)
    assert len(layer.weights) == 4


def test_a_style_of_zeros_begins_as_instance_normalization(rng):
    x = 5 + rng.normal(size=(2, 8, 8, 3)).astype(np.float32)
    made = np.asarray(AdaptiveInstanceNormalization()([x, np.zeros((2, 4), np.float32)]))
    np.testing.assert_allclose(made.mean(axis=(1, 2)), np.zeros((2, 3)), atol=1e-5)
    np.testing.assert_allclose(made.std(axis=(1, 2)), np.ones((2, 3)), atol=1e-3)


def test_a_large_mean_in_float16(rng):
    x = (2000 + 10 * rng.normal(size=(1, 8, 8, 1))).astype(np.float16)
    made = AdaptiveInstanceNormalization(dtype="mixed_float16")([x, np.zeros((1, 4), np.float32)])
    np.testing.assert_allclose(np.asarray(made, np.float32).std(), 1.0, rtol=1e-2)


def test_reads_images():
    with pytest.raises(ValueError, match="3 axes or more"):
        AdaptiveInstanceNormalization().build([(None, 4), (None, 4)])
