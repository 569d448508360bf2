"""The facts of data with some labels withheld."""

from pathlib import Path

import pytest

from gancompile.catalogue.sources import ArgumentPosition, SourceFacts, SourceProblem, inspect_source
from gancompile.compiler.elaborate.withheld_labels import withhold_labels


@pytest.mark.parametrize("kept", [0.1, 1.0, 1, 1797])
def test_labels_are_withheld(kept: float) -> None:
    facts = inspect_source("digits", {}, Path())
    assert isinstance(facts, SourceFacts)
    found = withhold_labels(facts, kept)
    assert isinstance(found, SourceFacts)
    assert list(found.fields) == ["image", "label", "labelled"]


@pytest.mark.parametrize(
    ("kind", "kept", "told"),
    [
        ("digits", 1.5, "is 1.5"),
        ("digits", 1798, "but the data has 1,797"),
        ("ring", 5, "endless"),
        ("spiral", 0.1, "has none"),
    ],
)
def test_labels_that_cannot_be_withheld(kind: str, kept: float, told: str) -> None:
    facts = inspect_source(kind, {}, Path())
    assert isinstance(facts, SourceFacts)
    found = withhold_labels(facts, kept)
    assert isinstance(found, SourceProblem)
    assert found.position == ArgumentPosition("labelled")
    assert told in found.message
