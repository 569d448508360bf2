"""Channels as pixels."""

from __future__ import annotations

import numpy as np
import pytest

from gancompile.runtime.layers import PixelShuffle


def shuffled(x, r):
    batch, height, width, channels = x.shape
    count = channels // r**2
    output = np.zeros((batch, height * r, width * r, count))
    for y in range(height * r):
        for column in range(width * r):
            for c in range(count):
                source = count * r * (y % r) + count * (column % r) + c
                output[:, y, column, c] = x[:, y // r, column // r, source]
    return output


@pytest.mark.parametrize(("factor", "channels"), [(2, 8), (3, 9), (1, 2)])
def test_all(check_layer, rng, factor, channels):
    x = rng.normal(size=(2, 3, 4, channels)).astype(np.float32)
    check_layer(PixelShuffle(factor), x, lambda _, x: shuffled(x, factor))


def test_refuses():
    with pytest.raises(ValueError, match=r"must divide the number of channels. Received: factor=2"):
        PixelShuffle().build((None, 4, 4, 6))
