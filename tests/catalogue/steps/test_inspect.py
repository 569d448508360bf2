"""The facts of data after its steps."""

from pathlib import Path
from typing import Any

import pytest

from gancompile.catalogue.sources import ArgumentPosition, FieldFacts, SourceFacts, SourceProblem, inspect_source
from gancompile.catalogue.steps import inspect_steps

DIGITS = inspect_source("digits", {}, Path())


@pytest.mark.parametrize(
    ("steps", "shape", "dtype", "ends"),
    [
        ([], (8, 8, 1), "uint8", (0, 16)),
        ([{"resize": [9, 7]}], (9, 7, 1), "uint8", (0, 16)),
        ([{"resize": [9, 7]}, {"crop": [4, 5]}], (4, 5, 1), "uint8", (0, 16)),
        ([{"random_crop": [4, 5]}, {"flip": "horizontal"}], (4, 5, 1), "uint8", (0, 16)),
        ([{"grayscale": True}, {"range": [-1, 1]}], (8, 8, 1), "float32", (-1.0, 1.0)),
    ],
)
def test_steps_change_the_facts(
    steps: list[Any], shape: tuple[int, ...], dtype: str, ends: tuple[float, float]
) -> None:
    assert isinstance(DIGITS, SourceFacts)
    facts = inspect_steps(DIGITS, steps)
    assert isinstance(facts, SourceFacts)
    assert facts.fields["image"] == FieldFacts(shape=shape, dtype=dtype, low=ends[0], high=ends[1])
    assert facts.fields["label"] == DIGITS.fields["label"]


@pytest.mark.parametrize(
    ("kind", "step", "told"),
    [
        ("digits", {"crop": [9, 8]}, "a 9x8 piece cannot be cut from `image` of 8x8"),
        ("digits", {"range": [1, -1]}, "`range` goes from 1 to -1"),
        ("ring", {"flip": "horizontal"}, "`flip` works on images, but the data has `point` [2]"),
    ],
)
def test_steps_that_cannot_be(kind: str, step: dict[str, Any], told: str) -> None:
    facts = inspect_source(kind, {}, Path())
    assert isinstance(facts, SourceFacts)
    found = inspect_steps(facts, [step])
    assert isinstance(found, SourceProblem)
    assert found.position == ArgumentPosition(next(iter(step)))
    assert told in found.message


def test_the_range_of_points_is_known_after_the_step() -> None:
    facts = inspect_source("ring", {}, Path())
    assert isinstance(facts, SourceFacts)
    made = inspect_steps(facts, [{"range": [-1, 1]}])
    assert isinstance(made, SourceFacts)
    assert made.fields["point"] == FieldFacts(shape=(2,), dtype="float32", low=-1.0, high=1.0)
