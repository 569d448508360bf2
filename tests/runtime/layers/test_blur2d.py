"""Low-pass filters."""

from __future__ import annotations

import numpy as np
import pytest

from gancompile.runtime.layers import Blur2D


def test_all(check_layer, rng):
    def expected(_, x):
        around = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
        weights = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
        high, wide = x.shape[1:3]
        return sum(weights[i, j] * around[:, i : i + high, j : j + wide] for i in range(3) for j in range(3))

    check_layer(Blur2D(), rng.normal(size=(2, 5, 4, 3)).astype(np.float32), expected)


def test_takes_the_finest_pattern_away_and_leaves_the_mean():
    board = np.indices((8, 8)).sum(axis=0) % 2
    made = np.asarray(Blur2D()(board[None, :, :, None].astype(np.float32)))
    np.testing.assert_allclose(made[:, 1:-1, 1:-1], np.full((1, 6, 6, 1), 0.5), rtol=1e-6)


def test_refuses():
    with pytest.raises(ValueError, match=r"Received: kernel=3"):
        Blur2D(3)
