"""Many rounds in one call: the sums do not depend on how they are called, and a number that is not finite ends them."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from gancompile.runtime.training import many_rounds


def data(values: list[float]) -> Any:
    return tf.data.Dataset.from_tensor_slices(np.array(values, np.float32))


def test_sums_are_the_same_however_rounds_are_called() -> None:
    values = list(np.random.default_rng(0).normal(size=60) * 10.0 ** np.arange(-3, 3).repeat(10))
    found = []
    for counts in ((60,), (1, 7, 52), (30, 30)):
        dataset = data(values)
        run, iterator = many_rounds(lambda value: {"value": value}, dataset.element_spec), iter(dataset)
        parts = [run(iterator, count) for count in counts]
        assert [played for played, _ in parts] == list(counts)
        found.append(sum(sums["value"] for _, sums in parts))
    assert found[0] == found[1] == found[2]


def test_they_end_with_the_round_that_is_not_finite() -> None:
    dataset = data([1.0, 2.0, float("nan"), 4.0])
    run = many_rounds(lambda value: {"value": value, "other": tf.constant(1.0)}, dataset.element_spec)
    played, sums = run(iter(dataset), 4)
    assert played == 3
    assert np.isnan(sums["value"])
    assert sums["other"] == 3.0
