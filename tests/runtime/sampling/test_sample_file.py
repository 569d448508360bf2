"""Sample files by their suffixes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gancompile.runtime.sampling import SampleError, write_samples


def test_vectors_are_read_back_from_csv_and_npy(tmp_path: Path) -> None:
    vectors = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
    write_samples(vectors, tmp_path / "a.csv")
    np.testing.assert_array_equal(np.loadtxt(tmp_path / "a.csv", delimiter=",", dtype=np.float32), vectors)
    write_samples(vectors, tmp_path / "a.npy")
    np.testing.assert_array_equal(np.load(tmp_path / "a.npy"), vectors)


def test_series_are_rows_of_steps(tmp_path: Path) -> None:
    series = np.random.default_rng(0).normal(size=(2, 3, 2)).astype(np.float32)
    write_samples(series, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text().startswith("sample,step,channel_0,channel_1\n0,0,")
    read = np.loadtxt(tmp_path / "a.csv", delimiter=",", skiprows=1, dtype=np.float32)
    np.testing.assert_array_equal(read[:, 2:].reshape(2, 3, 2), series)
    np.testing.assert_array_equal(read[:, :2], [[s, t] for s in range(2) for t in range(3)])


def test_series_are_written_as_their_file_is(tmp_path: Path) -> None:
    encoding = {
        "kind": "series",
        "separator": ";",
        "channels": [{"name": "rain", "mark": ","}, {"name": "hour", "mark": "."}],
    }
    write_samples(np.array([[[0.5, 2.25]]]), tmp_path / "a.csv", encoding=encoding)
    assert (tmp_path / "a.csv").read_text() == "sample;step;rain;hour\n0;0;0,5;2.25\n"


def test_several_sounds_are_numbered(tmp_path: Path) -> None:
    encoding = {"kind": "sound", "rate": 8000}
    paths = write_samples(np.zeros([2, 16, 1], np.float32), tmp_path / "hit.wav", encoding=encoding)
    assert [path.name for path in paths] == ["hit_000.wav", "hit_001.wav"]
    assert all(path.stat().st_size == 44 + 32 for path in paths)


@pytest.mark.parametrize(
    ("samples", "name", "known"),
    [
        (np.zeros([2, 4, 4, 1], np.uint8), "a.csv", r"\.png and \.npy are known"),
        (np.zeros([2, 3], np.float32), "a.txt", r"\.png, \.npy and \.csv are known"),
    ],
)
def test_a_suffix_that_does_not_suit_is_an_error(samples: np.ndarray, name: str, known: str, tmp_path: Path) -> None:
    with pytest.raises(SampleError, match=known):
        write_samples(samples, tmp_path / name)
    assert not list(tmp_path.iterdir())
