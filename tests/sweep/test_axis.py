"""Axes: their values, and the names of folders."""

from __future__ import annotations

import pytest

from gancompile.sweep import SweepError, read_axis
from gancompile.sweep.axis import LONGEST, short_names, split_values, value_name


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1e-4", ["1e-4"]),
        ("1e-4, 2e-4", ["1e-4", "2e-4"]),
        ("[64, 64],[32, 32]", ["[64, 64]", "[32, 32]"]),
        ("{adam: {learning_rate: 1e-4, beta_1: 0}},adam", ["{adam: {learning_rate: 1e-4, beta_1: 0}}", "adam"]),
        ("${max(1, 2)},3", ["${max(1, 2)}", "3"]),
        ("'a, b',\"c, d\"", ["'a, b'", '"c, d"']),
        ("['a, ]', b],c", ["['a, ]', b]", "c"]),
        ("it's, they're", ["it's", "they're"]),
        ("a,", ["a", ""]),
        ("[64", ["[64"]),
    ],
)
def test_values_stand_between_commas(text: str, values: list[str]) -> None:
    assert list(split_values(text)) == values


def test_two_values_with_one_folder_are_refused() -> None:
    assert read_axis("data.batch=32,64").values == ("32", "64")
    for text in ("data.batch=32,32", "data.resize=[64 64],[64, 64]"):
        with pytest.raises(SweepError, match="whose builds would have one folder"):
            read_axis(text)


def test_names_are_the_shortest_that_differ() -> None:
    keys = ["data.batch", "a.optimizer.adam.learning_rate", "b.optimizer.adam.learning_rate", "schedule.0.steps", "x.0"]
    assert list(short_names(keys).values()) == [
        "batch",
        "a.optimizer.adam.learning_rate",
        "b.optimizer.adam.learning_rate",
        "steps",
        "x.0",
    ]
    assert short_names(["batch", "data.batch"]) == {"batch": "batch", "data.batch": "data.batch"}
    assert short_names(["a.b.c", "x.b.c", "c"])["c"] == "c"


def test_names_of_values_are_names_of_files() -> None:
    assert value_name("1e-4") == "1e-4"
    assert value_name("[64, 64]") == "64_64"
    assert value_name("../x") == ".._x"
    assert value_name("") == "none"
    long = [value_name(f"{'x' * 100}{end}") for end in "ab"]
    assert all(len(name) <= LONGEST for name in long)
    assert long[0] != long[1]
