"""Windows of time series, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from gancompile.catalogue.sources import ArgumentPosition, EntryPart, SourceFacts, SourceProblem, inspect_source
from gancompile.catalogue.sources.data_error import DataError
from gancompile.runtime.data import decoded, load_source
from gancompile.runtime.sampling import write_samples


@pytest.fixture
def weather(tmp_path: Path) -> Path:
    """Twelve days of two stations: a date, a temperature with a decimal comma, and the wind."""
    lines = ["day;station;temperature;wind"]
    for step in range(12):
        lines += [
            f"2024-01-{step + 1:02};{name};{step + offset},5;{10 * step}" for name, offset in (("a", 0), ("b", 100))
        ]
    (tmp_path / "weather.csv").write_text("\n".join(lines))
    return tmp_path / "weather.csv"


def loaded(arguments: dict[str, Any], folder: Path) -> tuple[SourceFacts, Any]:
    facts = inspect_source("series", arguments, folder)
    assert isinstance(facts, SourceFacts), facts
    encoding = facts.fields["series"].encoding
    source = load_source("series", {**arguments, "encoding": encoding})
    assert source.count == facts.count
    windows = source.gather(tf.range(facts.count, dtype=tf.int64), tf.zeros(2, tf.int32))["series"].numpy()
    assert windows.shape == (facts.count, *facts.fields["series"].shape)
    assert windows.min() == -1
    assert windows.max() == 1
    return facts, decoded(tf.constant(windows), encoding, "", tf.constant(0, tf.int64))[""].numpy()


def test_windows_of_a_table_stay_within_a_series(weather: Path) -> None:
    arguments = {"file": str(weather), "window": 4, "by": "station"}
    facts, windows = loaded(arguments, weather.parent)
    assert facts.count == 2 * 9
    assert [column["name"] for column in facts.fields["series"].encoding["channels"]] == ["temperature", "wind"]
    expected = [[[s + o + 0.5, 10 * s] for s in range(f, f + 4)] for o in (0, 100) for f in range(9)]
    np.testing.assert_allclose(windows, expected, rtol=1e-5)
    _, windows = loaded({**arguments, "stride": 4, "columns": ["wind"]}, weather.parent)
    np.testing.assert_allclose(windows[:3], [[[10 * s] for s in range(f, f + 4)] for f in (0, 4, 8)], atol=1e-4)


def test_windows_of_arrays(tmp_path: Path) -> None:
    array = np.random.default_rng(0).normal(size=(2, 6, 3))
    np.save(tmp_path / "a.npy", array)
    _, windows = loaded({"file": str(tmp_path / "a.npy"), "window": 5}, tmp_path)
    np.testing.assert_allclose(windows, [array[i, f : f + 5] for i in range(2) for f in range(2)], atol=1e-5)
    np.save(tmp_path / "a.npy", array[0])
    assert loaded({"file": str(tmp_path / "a.npy"), "window": 6}, tmp_path)[1].shape == (1, 6, 3)
    np.save(tmp_path / "a.npy", np.arange(9.0))
    assert loaded({"file": str(tmp_path / "a.npy"), "window": 3}, tmp_path)[1][-1].ravel() == pytest.approx([6, 7, 8])


def test_the_series_that_comes_along_is_an_autoregressive_gaussian(tmp_path: Path) -> None:
    facts, windows = loaded({"builtin": "autoregressive", "window": 3000}, tmp_path)
    assert facts.count == 1
    steps = windows[0]
    noise = steps[1:] - 0.8 * steps[:-1]
    np.testing.assert_allclose(noise.std(axis=0), 1, atol=0.05)
    np.testing.assert_allclose(np.corrcoef(noise.T), 0.8 + 0.2 * np.eye(3), atol=0.05)
    later = [[np.corrcoef(noise[1:, i], noise[:-1, j])[0, 1] for i in range(3)] for j in range(3)]
    np.testing.assert_allclose(later, np.zeros((3, 3)), atol=0.05)
    found = inspect_source("series", {"builtin": "autoregressive", "file": "s.csv"}, tmp_path)
    assert isinstance(found, SourceProblem)
    assert found.message == "both `file` and `builtin` are given"


@pytest.mark.parametrize(
    ("text", "arguments", "argument", "message"),
    [
        (
            "t,x\na,1\nb,\nc,?\n",
            {},
            "file",
            "line 3 of `s.csv` has an empty cell for `x`; 1 more are no numbers",
        ),
        ("t,x\na,1\nb,2\n", {}, "window", "a window has 24 steps, but the longest series of `s.csv` has 2"),
        (
            "t,x\na,1\nb,2\n",
            {"columns": ["y"]},
            ArgumentPosition("columns", "y", EntryPart.ITEM),
            "`s.csv` has no column `y`",
        ),
        (
            "t,x\na,1\nb,2\n",
            {"columns": ["t"]},
            "file",
            "line 2 of `s.csv` has `a` for `t`, which is no number; 1 more are no numbers",
        ),
        ("t,x\na,1\nb,2\n", {"by": "y"}, "by", "`s.csv` has no column `y`"),
        ("t,u\na,b\nc,d\n", {}, "file", "no column of `s.csv` holds numbers"),
        (
            "s,x\na,1\nb,2\na,3\nb,4\n",
            {},
            "file",
            "column `s` of `s.csv` holds 2 different words: several series, or a column to leave out?",
        ),
    ],
)
def test_refused(
    text: str, arguments: dict[str, Any], argument: str | ArgumentPosition, message: str, tmp_path: Path
) -> None:
    (tmp_path / "s.csv").write_text(text)
    found = inspect_source("series", {"file": "s.csv", **arguments}, tmp_path)
    assert isinstance(found, SourceProblem)
    position = argument if isinstance(argument, ArgumentPosition) else ArgumentPosition(argument)
    assert (found.position, found.message) == (position, message)
    with pytest.raises(DataError, match=message[:20].replace("`", ".")):
        load_source("series", {"file": str(tmp_path / "s.csv"), "encoding": {"channels": []}, **arguments})


def test_samples_are_a_table_again(tmp_path: Path) -> None:
    encoding = {"kind": "series", "separator": ",", "channels": [{"name": "wind", "mark": ".", "low": 0, "high": 9}]}
    write_samples(np.array([[[1.5], [2]], [[3], [4]]], np.float32), tmp_path / "s.csv", encoding=encoding)
    assert (tmp_path / "s.csv").read_text() == "sample,step,wind\n0,0,1.5\n0,1,2\n1,0,3\n1,1,4\n"
