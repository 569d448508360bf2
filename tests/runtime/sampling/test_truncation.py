"""Truncated latents: their distribution, and the order that they keep."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from gancompile.runtime.sampling import SampleError
from gancompile.runtime.sampling.contract_file import Port
from gancompile.runtime.sampling.truncation import check_truncation, truncate_latents, truncated

DRAWN = np.random.default_rng(0).standard_normal(20_000)
Z = Port(name="z", dtype="float32", shape=(None, 2), distribution="normal")
U = Port(name="u", dtype="float32", shape=(None, 2), distribution="uniform")


@pytest.mark.parametrize("bound", [0.04, 0.7, 2.0, 9.0])
def test_numbers_are_distributed_as_a_truncated_normal(bound: float) -> None:
    made = truncated(DRAWN, bound)
    assert np.abs(made).max() <= bound
    assert stats.kstest(made, stats.truncnorm(-bound, bound).cdf).pvalue > 0.01
    np.testing.assert_array_equal(np.argsort(made[:99], kind="stable"), np.argsort(DRAWN[:99], kind="stable"))


def test_what_was_truncated_before_is_truncated_more() -> None:
    again = truncated(truncated(DRAWN, 2.0), 0.7, drawn_within=2.0)
    np.testing.assert_allclose(again, truncated(DRAWN, 0.7), atol=1e-5)


def test_extreme_numbers_stay_finite() -> None:
    assert truncated(np.array([-40.0, 40.0, 0.0]), 8.5).tolist() == [-8.5, 8.5, 0.0]


def test_other_latents_stay_as_they_are() -> None:
    values = {"z": np.full((1, 2), 3.0, np.float32), "u": np.full((1, 2), 0.9, np.float32)}
    made = truncate_latents(values, [Z, U], 1.0)
    assert made["u"] is values["u"]
    assert (made["z"] < 1).all()


def test_without_a_normal_input_it_is_refused() -> None:
    check_truncation([U, Z])
    with pytest.raises(SampleError, match="`u` is drawn from uniform"):
        check_truncation([U])
