"""A picture of lines of text."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

SHOWN, WIDEST = 24, 60


def draw_lines(samples: Sequence[str], reals: Sequence[str] | None) -> NDArray[np.uint8]:
    """The first lines beside real ones: [height, width, 3] uint8."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    columns = [("generated", samples[:SHOWN]), *([] if reals is None else [("data", reals[:SHOWN])])]
    widths = [min(WIDEST, max([len(title), *map(len, lines)])) + 2 for title, lines in columns]
    figure = Figure(figsize=(0.1 * sum(widths) + 0.3, 0.19 * (SHOWN + 2)), dpi=100)
    left = 1.0
    for (title, lines), width in zip(columns, widths, strict=True):
        x = left / (sum(widths) + 3)
        style: dict[str, Any] = {
            "family": "monospace",
            "fontsize": 9,
            "va": "top",
            "linespacing": 1.3,
            "parse_math": False,
        }
        figure.text(x, 0.99, title, color="#718096", **style)
        figure.text(x, 0.93, "\n".join(_short(line) for line in lines), color="#1a202c", **style)
        left += width
    canvas = FigureCanvasAgg(figure)
    with warnings.catch_warnings():
        # A character that the font lacks is drawn as a box, with a warning.
        warnings.simplefilter("ignore")
        canvas.draw()
    pixels: NDArray[np.uint8] = np.asarray(canvas.buffer_rgba(), np.uint8)[..., :3].copy()
    return pixels


def _short(line: Any) -> str:
    """A line without unprintable characters, cut to the widest that is drawn."""
    text = "".join(character if character.isprintable() else " " for character in str(line))
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"
