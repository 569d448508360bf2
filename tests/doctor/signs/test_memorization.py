"""A generator that copies examples."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gancompile.doctor.signs.memorization import memorization
from gancompile.doctor.training import Training

Make = Callable[..., Training]


@pytest.mark.parametrize(
    ("metrics", "figure"),
    [
        ({"authenticity": [0.16]}, "only 16 % of the samples are authentic"),
        ({"copying": [-5.0], "authenticity": [0.6]}, "the copying test is -5"),
        ({"copies": [0.2]}, "20.0 % of the samples equal an example"),
        ({"copied_lines": [0.5]}, "50.0 % of the samples equal an example"),
        ({"copied_rows": [0.3], "repeated_rows": [0.1]}, "30.0 % of the samples equal an example"),
    ],
)
def test_copies(metrics: dict[str, list[float]], figure: str, training: Make) -> None:
    found = memorization(training(metrics=metrics))
    assert found is not None
    assert figure in found.figure


@pytest.mark.parametrize(
    "metrics",
    [{"authenticity": [0.45]}, {"copying": [-2.0]}, {"copies": [0.005]}, {"copied_rows": [0.3], "repeated_rows": [0.3]}],
)  # fmt: skip
def test_what_new_data_would_show_as_well(metrics: dict[str, list[float]], training: Make) -> None:
    assert memorization(training(metrics=metrics)) is None


def test_a_healthy_training(healthy: Make) -> None:
    assert memorization(healthy()) is None
