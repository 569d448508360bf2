"""Sample rate conversion."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gancompile.catalogue.sources.audio.wav_header import ratio

ZEROS = 16
"""Zero crossings of the filter, on each side of its middle."""
BETA = 9.0
"""Of the Kaiser window: about 90 dB in the stop band."""
PASSED = 0.95
"""The share of the lower band that passes, so that the filter has room to fall."""
PIECE = 1 << 15


def resample(sound: NDArray[np.float64], before: int, after: int) -> NDArray[np.float64]:
    """A sound at another rate: [ceil(frames * after / before)].

    A sinc in a Kaiser window that passes 0.95 of the lower band, one phase for each position between two frames.
    Source: Smith and Gossett 1984, A flexible sampling-rate conversion method. Differs: phases are exact, not interpolated.
    """
    up, down = ratio(before, after)
    if up == down:
        return sound
    band = PASSED * min(1.0, up / down)
    half = int(np.ceil(ZEROS / band))
    taps = np.arange(1 - half, half + 1)
    away = taps[None, :] - np.arange(up)[:, None] / up
    kernel = np.sinc(band * away) * np.i0(BETA * np.sqrt(np.maximum(0, 1 - (away / half) ** 2)))
    kernel /= kernel.sum(axis=1, keepdims=True)
    padded = np.pad(sound, half)
    made = np.empty(-(-len(sound) * up // down))
    for start in range(0, len(made), PIECE):
        positions = np.arange(start, min(start + PIECE, len(made))) * down
        around = padded[(positions // up)[:, None] + taps[None, :] + half]
        made[start : start + PIECE] = (around * kernel[positions % up]).sum(axis=1)
    return made
