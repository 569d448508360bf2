"""`batches` of several sets: each drawn by itself, all addressed by the number of the element."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from gancompile.runtime.data import batches

DIGITS = {"kind": "digits", "arguments": {}}
RING = {"kind": "ring", "arguments": {}}
FLIPPED = {"source": DIGITS, "steps": [{"flip": "horizontal"}, {"range": [-1, 1]}]}


def elements(
    sets: dict[str, Any], number: int = 1, *, seed: int = 7, start: int = 0, **more: Any
) -> list[dict[str, Any]]:
    told = {"sets": sets, "batch": 50, **more}
    return list(batches(told, seed=seed, start=start).take(number).as_numpy_iterator())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Nine pictures whose red value is ten times their number."""
    for number in range(9):
        Image.new("RGB", (4, 4), (number * 10, 0, 0)).save(tmp_path / f"{number}.png")
    return tmp_path


def test_fields_stand_under_the_name_of_their_set() -> None:
    (made,) = elements({"a": FLIPPED, "b": {"source": RING}}, parts=2)
    assert {name: value.shape for name, value in made.items()} == {
        "a.image": (100, 8, 8, 1), "a.label": (100,), "b.point": (100, 2), "b.label": (100,),
    }  # fmt: skip
    (made,) = elements({"a": FLIPPED, "b": {"source": RING}}, rename={"x": "b.point", "y": "a.label"})
    assert {name: value.shape for name, value in made.items()} == {"x": (50, 2), "y": (50,)}


def test_two_sets_of_the_same_examples_are_in_no_step() -> None:
    made = elements({"a": FLIPPED, "b": FLIPPED}, 40)
    a, b = (np.concatenate([one[f"{name}.label"] for one in made]) for name in "ab")
    assert abs((a == b).mean() - 0.1) < 0.03
    firsts = [(one["a.image"] == one["b.image"]).all(axis=(1, 2, 3)).mean() for one in made]
    assert np.mean(firsts) < 0.01
    # Both see every example once in their own epoch.
    assert (np.bincount(a[:1797]) == np.bincount(b[:1797])).all()


def test_a_set_is_drawn_as_if_it_were_alone() -> None:
    both = elements({"a": FLIPPED, "b": {"source": RING}}, 3)
    alone = elements({"a": FLIPPED}, 3)
    for one, other in zip(both, alone, strict=True):
        assert (one["a.image"] == other["a.image"]).all()


@pytest.mark.parametrize("start", [1, 37])
def test_element_r_is_a_function_of_seed_and_r(folder: Path, start: int) -> None:
    pictures = {"source": {"kind": "images", "arguments": {"folder": str(folder)}}, "steps": [{"flip": "vertical"}]}
    sets = {"a": FLIPPED, "b": {"source": RING}, "c": pictures, "d": {**pictures, "cache": False}}
    whole, resumed = elements(sets, start + 1)[start], elements(sets, start=start)[0]
    assert all((whole[name] == resumed[name]).all() for name in whole)
    other = elements(sets, start=start, seed=8)[0]
    assert not any((whole[name] == other[name]).all() for name in ("a.image", "b.point", "c.image"))


def test_sets_of_different_lengths_go_on_by_themselves(folder: Path) -> None:
    pictures = {"source": {"kind": "images", "arguments": {"folder": str(folder)}}}
    made = elements({"a": {"source": DIGITS, "shuffle": False}, "b": pictures}, 9)
    reds = np.concatenate([one["b.image"][:, 0, 0, 0] for one in made])
    assert (np.sort(reds.reshape(-1, 9), axis=1) == np.arange(9) * 10).all()
    digits = elements({"a": {"source": DIGITS, "shuffle": False}}, 1, batch=450)[0]["a.label"]
    assert (np.concatenate([one["a.label"] for one in made]) == digits).all()


def test_a_set_of_which_nothing_is_taken_is_not_read() -> None:
    missing = {"source": {"kind": "images", "arguments": {"folder": "/nowhere"}}}
    (made,) = elements({"a": missing, "b": {"source": RING}}, rename={"x": "b.point"})
    assert set(made) == {"x"}
