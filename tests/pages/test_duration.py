"""Durations for a person to read."""

from __future__ import annotations

import math

import pytest

from gancompile.pages import duration_text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.04, "0.0 s"),
        (59.9, "59.9 s"),
        (60, "1 min"),
        (125.4, "2 min 5 s"),
        (7200.2, "2 h"),
        (12000, "3 h 20 min"),
        (86400 * 6 + 4 * 3600 + 61, "6 d 4 h"),
        (math.nan, ""),
    ],
)
def test_the_two_largest_units(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text
