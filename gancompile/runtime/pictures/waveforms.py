"""Waveforms of sounds: the range between the minimum and the maximum over time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

HEIGHT, WIDTH = 64, 192
INK = np.array([43, 108, 176], np.uint8)


def draw_waveforms(sounds: NDArray[Any]) -> NDArray[np.uint8]:
    """Waveforms as tiles of a grid: [number, height, width, 3] uint8. sounds: [number, frames, 1] in [-1, 1]."""
    number, frames = sounds.shape[:2]
    tiles = np.full((number, HEIGHT, WIDTH, 3), 255, np.uint8)
    tiles[:, HEIGHT // 2] = 226
    starts = np.arange(WIDTH) * frames // WIDTH
    lows, highs = (edge.reduceat(sounds[..., 0].clip(-1, 1), starts, axis=1) for edge in (np.minimum, np.maximum))
    rows = np.arange(HEIGHT)[None, :, None]
    top, bottom = (np.round((1 - edge) / 2 * (HEIGHT - 1)).astype(int)[:, None, :] for edge in (highs, lows))
    tiles[(rows >= top) & (rows <= bottom)] = INK
    return tiles
