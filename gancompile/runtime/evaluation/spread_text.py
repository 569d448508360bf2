"""The spread of a metric as text."""

from __future__ import annotations

from gancompile.pages import deviation_text
from gancompile.runtime.evaluation.result import Spread


def spread_text(one: Spread) -> str:
    """The standard deviation over the draws; nothing for one draw."""
    return deviation_text(one.mean, one.deviation)
