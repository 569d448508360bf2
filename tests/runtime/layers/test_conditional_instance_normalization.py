"""Instance normalization by a class."""

from __future__ import annotations

import numpy as np
import pytest

from gancompile.runtime.layers import ConditionalInstanceNormalization


def test_all(check_layer, rng):
    x = 2 + 3 * rng.normal(size=(4, 3, 5, 2)).astype(np.float32)
    label = np.array([2, 0, 2, 1], np.int32)

    def expected(weights, x, label):
        output = np.zeros_like(x)
        for n in range(len(x)):
            for c in range(x.shape[-1]):
                plane = x[n, :, :, c]
                unit = (plane - plane.mean()) / np.sqrt(plane.var() + 1e-5)
                output[n, :, :, c] = weights["gain"][label[n], c] * unit + weights["offset"][label[n], c]
        return output

    check_layer(ConditionalInstanceNormalization(3), [x, label], expected)


def test_begins_as_instance_normalization(rng):
    x = 5 + rng.normal(size=(2, 16, 3)).astype(np.float32)
    made = np.asarray(ConditionalInstanceNormalization(2)([x, np.array([0, 1])]))
    np.testing.assert_allclose(made.mean(axis=1), np.zeros((2, 3)), atol=1e-5)
    np.testing.assert_allclose(made.std(axis=1), np.ones((2, 3)), atol=1e-3)


def test_refuses():
    with pytest.raises(ValueError, match=r"1 or more. Received: classes=0"):
        ConditionalInstanceNormalization(0)
    with pytest.raises(ValueError, match="takes 1 axes"):
        ConditionalInstanceNormalization(2).build([(None, 4, 4, 2), (None, 1)])
