"""Pictures of series: each sample a small plot of its channels over the steps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

SHOWN = 16
MOST_CHANNELS = 8


def draw_series(
    samples: NDArray[Any], reals: NDArray[Any] | None = None, *, names: Sequence[str] = ()
) -> NDArray[np.uint8]:
    """The first samples, each channel a line, with as many of the data in grey behind them: [height, width, 3] uint8.

    samples, reals: [number, steps, channels]. names: of the channels.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    shown = samples[:SHOWN, :, :MOST_CHANNELS]
    across = max(1, math.ceil(math.sqrt(len(shown))))
    down = max(1, math.ceil(len(shown) / across))
    figure = Figure(figsize=(2.2 * across, 1.6 * down), dpi=100, layout="tight")
    plots = figure.subplots(down, across, squeeze=False, sharex=True, sharey=True).flat
    for number, axes in enumerate(plots):
        axes.tick_params(labelsize=6)
        if reals is not None and number < len(reals):
            axes.plot(reals[number, :, :MOST_CHANNELS], color="#c8c8c8", linewidth=1)
        if number < len(shown):
            lines = axes.plot(np.where(np.isfinite(shown[number]), shown[number], np.nan), linewidth=1)
            if number == 0 and names:
                axes.legend(lines, [name[:16] for name in names[:MOST_CHANNELS]], fontsize=5)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels: NDArray[np.uint8] = np.asarray(canvas.buffer_rgba(), np.uint8)[..., :3].copy()
    return pixels
