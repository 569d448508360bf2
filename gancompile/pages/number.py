"""Numbers of metrics for a person to read."""

from __future__ import annotations

import math

SMALL, LARGE = 0.001, 1000.0


def number_text(value: float) -> str:
    """Four decimals, or four digits of what is small or large."""
    return f"{value:.4f}" if SMALL <= abs(value) < LARGE else f"{value:.4g}"


def deviation_text(mean: float, deviation: float) -> str:
    """The standard deviation behind a mean; nothing where it is NaN. What rounding makes of equal numbers is 0."""
    if math.isnan(deviation):
        return ""
    return "± 0" if deviation <= 1e-12 * abs(mean) else f"± {deviation:.2g}"
