"""Files of moments as the field exchanges them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gancompile.runtime.evaluation.numerics.moments import moments_of
from gancompile.runtime.evaluation.statistics_file import StatisticsError, read_statistics, write_statistics


def test_there_and_back(tmp_path: Path) -> None:
    moments = moments_of(np.random.default_rng(0).normal(size=(30, 4)))
    write_statistics(tmp_path / "s.npz", moments)
    found = read_statistics(tmp_path / "s.npz", 4)
    np.testing.assert_array_equal(found.mean, moments.mean)
    np.testing.assert_array_equal(found.covariance, moments.covariance)
    assert found.number == 30


def test_files_of_others_have_no_number(tmp_path: Path) -> None:
    np.savez(tmp_path / "s.npz", mu=np.zeros(3, np.float32), sigma=np.eye(3, dtype=np.float32))
    found = read_statistics(tmp_path / "s.npz")
    assert found.number == 0
    assert found.covariance.dtype == np.float64


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"mu": np.zeros(3)}, r"is no \.npz file with `mu` and `sigma`"),
        ({"mu": np.zeros(3), "sigma": np.eye(2)}, r"has mu \[3\] and sigma \[2, 2\], which are no moments"),
        ({"mu": np.zeros(2), "sigma": np.full((2, 2), np.nan)}, "are no moments"),
    ],
)
def test_files_that_are_none(tmp_path: Path, arrays: dict[str, np.ndarray], message: str) -> None:
    np.savez(tmp_path / "s.npz", **arrays)
    with pytest.raises(StatisticsError, match=message):
        read_statistics(tmp_path / "s.npz")


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "s.npz").write_bytes(b"PK nothing")
    with pytest.raises(StatisticsError, match=r"is no \.npz file"):
        read_statistics(tmp_path / "s.npz")


def test_other_features(tmp_path: Path) -> None:
    write_statistics(tmp_path / "s.npz", moments_of(np.eye(3)))
    with pytest.raises(StatisticsError, match="is of 3 features, and the feature network gives 2,048"):
        read_statistics(tmp_path / "s.npz", 2048)
