"""Numbers of metrics as texts."""

from __future__ import annotations

import math

from gancompile.runtime.evaluation.result import Spread

SMALL, LARGE = 0.001, 1000.0


def number_text(value: float) -> str:
    """Four decimals, or four digits of what is small or large."""
    return f"{value:.4f}" if SMALL <= abs(value) < LARGE else f"{value:.4g}"


def spread_text(one: Spread) -> str:
    """The standard deviation over the draws; nothing for one draw. What rounding makes of equal numbers is 0."""
    deviation = one.deviation
    if math.isnan(deviation):
        return ""
    return "± 0" if deviation <= 1e-12 * abs(one.mean) else f"± {deviation:.2g}"
