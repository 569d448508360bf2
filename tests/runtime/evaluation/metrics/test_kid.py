"""KID of populations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gancompile.runtime.evaluation.metrics import kid


def test_it_grows_with_the_shift(context_of: Callable[..., Any]) -> None:
    random = np.random.default_rng(0)
    reals, others = random.normal(size=(400, 6)), random.normal(size=(400, 6))
    found = [kid.measure(context_of(reals, others + shift), subsets=10, size=200)["kid"] for shift in (0, 0.5, 1)]
    assert abs(found[0]) < 0.05 < found[1] < found[2]
