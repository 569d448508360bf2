"""Conditions: which categories are asked for, how often, and the rows beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from gancompile.catalogue.sources import ArgumentPosition, SourceFacts, SourceProblem, inspect_source
from gancompile.catalogue.sources.table.condition import condition_of, draw_conditions
from gancompile.runtime.data import load_source

ROWS = [("a" if n % 10 else "b", n / 7, ("x", "y", "z", "z")[n % 4]) for n in range(400)]


def facts(folder: Path, **more: Any) -> SourceFacts | SourceProblem:
    (folder / "t.csv").write_text("kind,n,place\n" + "".join(f"{kind},{n},{place}\n" for kind, n, place in ROWS))
    return inspect_source("table", {"file": "t.csv", "conditions": True, **more}, folder)


def encoding_of(folder: Path) -> dict[str, Any]:
    found = facts(folder)
    assert isinstance(found, SourceFacts)
    assert (found.fields["condition"].shape, found.count) == ((2 + 1 + 3,), 2 * 400)
    return dict(found.fields["row"].encoding or {})


def test_training_by_sampling(tmp_path: Path) -> None:
    encoding = encoding_of(tmp_path)
    source = load_source("table", {"file": str(tmp_path / "t.csv"), "conditions": True, "encoding": encoding})
    assert source.count == 800
    pairs = source.gather(tf.range(800, dtype=tf.int64), tf.constant([0, 0]))
    rows, conditions = pairs["row"].numpy(), pairs["condition"].numpy()
    # Each row has what is asked for, and one thing is asked for.
    assert (conditions.sum(axis=1) == 1).all()
    assert ((rows * conditions).sum(axis=1) == 1).all()
    # Each column as often, and in it each category by the logarithm of its frequency.
    logs = np.concatenate(
        [np.log([361, 41]) / np.log([361, 41]).sum(), np.log([101, 101, 201]) / np.log([101, 101, 201]).sum()]
    )
    expected = logs / 2
    np.testing.assert_allclose(conditions.mean(axis=0)[[0, 1, 3, 4, 5]], expected, atol=0.05)
    assert not conditions[:, 2].any()
    # Among the rows of a category none is preferred.
    assert len({*rows[conditions[:, 1] == 1, 2].tolist()}) > 30


def test_conditions_of_samples(tmp_path: Path) -> None:
    encoding = encoding_of(tmp_path)
    drawn = draw_conditions(encoding, 20000, 3)
    np.testing.assert_allclose(drawn.mean(axis=0), np.array([0.9, 0.1, 0, 0.25, 0.25, 0.5]) / 2, atol=0.01)
    np.testing.assert_array_equal(draw_conditions(encoding, 50, 3), drawn[:50])
    assert condition_of(encoding, "place=y").tolist() == [0, 0, 0, 0, 1, 0]
    with pytest.raises(KeyError, match=r"names no column: conditions are such as `kind=\.\.\.`, of kind, place"):
        condition_of(encoding, "y")
    with pytest.raises(KeyError, match="`place` has no category `w`: it has x, y, z"):
        condition_of(encoding, "place=w")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"columns": ["n"]}, "no column of `t.csv` is of categories"),
        ({"label": "kind"}, "a table has conditions, which are of any column, or labels"),
    ],
)
def test_mistakes(more: dict[str, Any], told: str, tmp_path: Path) -> None:
    found = facts(tmp_path, **more)
    assert isinstance(found, SourceProblem)
    assert (found.position, told in found.message) == (ArgumentPosition("conditions"), True)
