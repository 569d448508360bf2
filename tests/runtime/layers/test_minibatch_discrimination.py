"""Closeness to the batch."""

from __future__ import annotations

import numpy as np
import pytest

from gancompile.runtime.layers import MinibatchDiscrimination


def test_all(check_layer, rng):
    def expected(weights, x):
        tensor = weights["kernel"].reshape(x.shape[1], 3, 2)
        m = np.einsum("ia,abc->ibc", x, tensor)
        closeness = np.zeros((len(x), 3))
        for i in range(len(x)):
            for j in range(len(x)):
                closeness[i] += np.exp(-np.abs(m[i] - m[j]).sum(axis=-1))
        return np.concatenate([x, closeness], axis=1)

    check_layer(MinibatchDiscrimination(3, 2), rng.normal(size=(5, 4)).astype(np.float32), expected)


def test_equal_examples_are_closest():
    x = np.tile(np.arange(4, dtype=np.float32), (6, 1))
    np.testing.assert_allclose(MinibatchDiscrimination(7)(x)[:, 4:], np.full((6, 7), 6.0), rtol=1e-5)


def test_reads_vectors():
    with pytest.raises(ValueError, match="takes 2 axes"):
        MinibatchDiscrimination().build((None, 4, 4, 2))
