"""Training on samples, testing on real rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gancompile.runtime.evaluation.metrics import train_on_samples

from .tables import ENCODING, rows


@pytest.mark.slow
def test_samples_teach_what_they_know(context_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train_on_samples, "ROUNDS", 300)
    reals = rows(800, 0)
    alike = context_of(reals, rows(800, 1), kind="rows", encoding=ENCODING)
    found = train_on_samples.measure(alike, target=None)
    assert found["train_on_samples"] > 0.93
    assert found["train_on_reals"] > 0.93
    apart = context_of(reals, rows(800, 1, alike=False), kind="rows", encoding=ENCODING)
    assert train_on_samples.measure(apart, target="town")["train_on_samples"] < 0.7
    # The year of birth says the age.
    assert train_on_samples.measure(alike, target="age")["train_on_samples"] > 0.9


def test_a_target_that_is_no_column(context_of: Callable[..., Any]) -> None:
    context = context_of(rows(40, 0), rows(40, 1), kind="rows", encoding=ENCODING)
    with pytest.raises(ValueError, match="there is no column `height`; there are age, born, town"):
        train_on_samples.measure(context, target="height")
