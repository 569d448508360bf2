"""Histograms of the columns of a table, generated and real."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.catalogue.sources.table.date_form import DAY, has_time, parse_date

COLUMNS, ACROSS, BINS = 9, 3, 24
MOST_BARS = 12
YEAR = 365.2425
"""Days."""
REAL, GENERATED = "#c8c8c8", "#2b6cb0"
Rows = Mapping[str, NDArray[Any]]


def draw_histograms(samples: Rows, reals: Rows | None, columns: Sequence[Mapping[str, Any]]) -> NDArray[np.uint8]:
    """Histograms of the first columns of a table, bar charts for categories: [height, width, 3] uint8."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    shown = [column for column in columns if column["name"] in samples][:COLUMNS]
    down = -(-len(shown) // ACROSS)
    across = min(len(shown), ACROSS)
    figure = Figure(figsize=(3.2 * across, 2.6 * down), dpi=100, layout="tight")
    for axes, column in zip(figure.subplots(down, across, squeeze=False).flat, shown, strict=False):
        axes.set_title(column["name"], fontsize=9, parse_math=False)
        axes.tick_params(labelsize=7)
        series = [(samples[column["name"]], GENERATED, 0.6, "generated")]
        series = series if reals is None else [(reals[column["name"]], REAL, 1.0, "data"), *series]
        for values, colour, alpha, label in series:
            is_choice = column["kind"] in ("category", "label")
            (_bars if is_choice else _histogram)(axes, values, column, colour, alpha, label)
    for axes in figure.axes[len(shown) :]:
        axes.set_axis_off()
    figure.axes[0].legend(fontsize=7)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels: NDArray[np.uint8] = np.asarray(canvas.buffer_rgba(), np.uint8)[..., :3].copy()
    return pixels


def _histogram(axes: Any, values: Any, column: Mapping[str, Any], colour: str, alpha: float, label: str) -> None:
    """A histogram of the numbers, or of the years of the dates, that are not missing."""
    low, high = float(column["low"]), float(column["high"])
    if column["kind"] == "date":
        numbers = [parse_date(str(value), column["form"]) for value in values if value]
        year = YEAR * DAY if has_time(column["form"]) else YEAR
        low, high = 1970 + low / year, 1970 + high / year
        shown = np.array([1970 + number / year for number in numbers if number is not None])
    else:
        shown = np.asarray(values, np.float64)
        shown = shown[~np.isnan(shown)]
    bins = np.linspace(low, high if high > low else low + 1.0, BINS).tolist()
    axes.hist(shown, bins=bins, color=colour, alpha=alpha, label=label, density=len(shown) > 0)


def _bars(axes: Any, values: Any, column: Mapping[str, Any], colour: str, alpha: float, label: str) -> None:
    shown = column["values"][:MOST_BARS]
    shares = [float(np.mean(np.asarray(values) == value)) if len(values) else 0.0 for value in shown]
    axes.bar(range(len(shown)), shares, color=colour, alpha=alpha, label=label)
    axes.set_xticks(
        range(len(shown)), [str(value)[:12] for value in shown], rotation=45 if len(shown) > 4 else 0, parse_math=False
    )
