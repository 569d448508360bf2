"""Pixels as channels."""

from __future__ import annotations

import numpy as np
import pytest

from gancompile.runtime.layers import PixelShuffle, PixelUnshuffle


def test_all(check_layer, rng):
    def expected(_, x):
        batch, height, width, channels = x.shape
        output = np.zeros((batch, height // 2, width // 2, 4 * channels))
        for row in range(height):
            for column in range(width):
                begin = ((row % 2) * 2 + column % 2) * channels
                output[:, row // 2, column // 2, begin : begin + channels] = x[:, row, column]
        return output

    check_layer(PixelUnshuffle(), rng.normal(size=(2, 4, 6, 3)).astype(np.float32), expected)


def test_is_the_inverse(rng):
    x = rng.normal(size=(2, 6, 9, 5)).astype(np.float32)
    np.testing.assert_array_equal(PixelShuffle(3)(PixelUnshuffle(3)(x)), x)


def test_refuses():
    with pytest.raises(ValueError, match="must divide height and width"):
        PixelUnshuffle().build((None, 4, 5, 6))
