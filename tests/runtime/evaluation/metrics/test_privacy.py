"""Distance to the closest record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from gancompile.runtime.evaluation.examples import Examples
from gancompile.runtime.evaluation.features import columns
from gancompile.runtime.evaluation.features.situation import Situation
from gancompile.runtime.evaluation.listener import Listener
from gancompile.runtime.evaluation.metrics import privacy
from gancompile.runtime.evaluation.population import Population

from .tables import ENCODING, rows


def context(context_of: Callable[..., Any], reals: dict[str, np.ndarray], samples: dict[str, np.ndarray]) -> Any:
    """With the features of tables."""
    population = Population(number=len(reals["age"]), read=lambda: iter([Examples(values=reals)]))
    situation = Situation(
        reals=population, encoding=ENCODING, classes=None, folder=Path(), data="", listener=Listener()
    )
    made = context_of(reals, samples, kind="rows", encoding=ENCODING)
    network = columns.make({}, situation)
    for one in (made.reals, made.samples):
        one.network = network
    return made


def test_copies_are_near_and_counted(context_of: Callable[..., Any]) -> None:
    reals, new = rows(300, 0), rows(300, 1)
    found = privacy.measure(context(context_of, reals, new))
    assert found["copied_rows"] == found["repeated_rows"] == 0
    assert found["closest_record"] > 0.5
    copied = {name: np.concatenate([reals[name][:150], new[name][:150]]) for name in reals}
    found = privacy.measure(context(context_of, reals, copied))
    assert found["copied_rows"] == 0.5
    assert found["closest_record"] == 0


def test_rows_that_are_there_twice_are_told(context_of: Callable[..., Any]) -> None:
    once = rows(50, 0)
    twice = {name: np.concatenate([one, one[:25]]) for name, one in once.items()}
    found = privacy.measure(context(context_of, twice, rows(50, 1)))
    assert found["repeated_rows"] == 50 / 75
