"""Curves of logged numbers over the rounds, as SVG."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

COLORS = ("#2b6cb0", "#c05621", "#2f855a", "#6b46c1", "#b83280", "#718096")
NOT_CURVES = {"phase", "round", "rounds", "seconds", "rounds_per_second"}


def curve_groups(records: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    """The names of the numbers in each plot, by the plot's title."""
    names = [name for name in (records[-1] if records else {}) if name not in NOT_CURVES]
    groups = {
        "Losses": [n for n in names if n.endswith("_loss")],
        "Gradient norms": [n for n in names if n.endswith("_gradient_norm")],
        "Weight norms": [n for n in names if n.endswith("_weight_norm")],
        "Learning rates": [n for n in names if n.endswith("_learning_rate")],
    }
    rest = [n for n in names if not any(n in group for group in groups.values())]
    terms = [n for n in rest if "(" not in n]
    return {k: v for k, v in (groups | {"Scores": [n for n in rest if "(" in n], "Terms": terms}).items() if v}


def draw_curves(records: Sequence[dict[str, Any]], names: Sequence[str]) -> str:
    """An SVG element with one curve for each name."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 2.6), layout="tight")
    axes = figure.subplots()
    for color, name in zip(COLORS, names, strict=False):
        points = [(r["round"], r[name]) for r in records if math.isfinite(r.get(name, math.nan))]
        axes.plot([x for x, _ in points], [y for _, y in points], color=color, linewidth=1.2, label=name)
    axes.set_xlabel("round")
    axes.grid(color="#e2e8f0", linewidth=0.6)
    axes.legend(loc="best", fontsize=8, frameon=False)
    text = io.StringIO()
    FigureCanvasSVG(figure).print_svg(text, metadata={"Date": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :]
