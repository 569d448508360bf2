"""Labels that are withheld: how many, of which classes, and always the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from gancompile.runtime.data import batches

DIGITS = {"kind": "digits", "arguments": {}}
RING = {"kind": "ring", "arguments": {}}


def one_epoch(source: dict[str, Any], labelled: float | None, *, seed: int = 7, **more: Any) -> dict[str, Any]:
    """All examples of the digits, or as many of another source, in their order."""
    own = {"source": source, "labelled": labelled, "shuffle": False}
    told = {"sets": {more.pop("name", ""): own}, "batch": more.pop("batch", 1797)}
    return next(iter(batches(told, seed=seed, **more).as_numpy_iterator()))


TRUE = one_epoch(DIGITS, None)["label"]


@pytest.mark.parametrize("number", [1, 95, 100, 1000, 1797])
def test_a_whole_number_is_spread_over_the_classes(number: int) -> None:
    made = one_epoch(DIGITS, number)
    assert made["labelled"].dtype == np.float32
    assert made["labelled"].sum() == number
    counts = np.bincount(TRUE[made["labelled"] == 1], minlength=10)
    assert counts.max() - counts.min() <= 1 or number > 10 * np.bincount(TRUE).min()
    np.testing.assert_array_equal(made["label"], np.where(made["labelled"] == 1, TRUE, 0))


@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
def test_a_share_is_a_probability(share: float) -> None:
    made = one_epoch(DIGITS, share)
    assert abs(made["labelled"].mean() - share) < 0.04
    np.testing.assert_array_equal(made["label"], np.where(made["labelled"] == 1, TRUE, 0))
    ring = one_epoch(RING, share)
    assert abs(ring["labelled"].mean() - share) < 0.04
    assert (ring["label"][ring["labelled"] == 0] == 0).all()
    assert set(ring["label"][ring["labelled"] == 1]) == set(range(8))


def test_all_labels_are_there_where_nothing_is_said() -> None:
    assert set(one_epoch(DIGITS, None)) == {"image", "label"}


@pytest.mark.parametrize("labelled", [100, 0.1])
def test_the_same_labels_are_kept_in_every_phase_and_order(labelled: float) -> None:
    kept = one_epoch(DIGITS, labelled)
    known = {image.tobytes() for image in kept["image"][kept["labelled"] == 1]}
    told = {"sets": {"": {"source": DIGITS, "labelled": labelled}}, "batch": 1797}
    for phase in (0, 1):
        made = next(iter(batches(told, seed=7, phase=phase, start=3).as_numpy_iterator()))
        assert {image.tobytes() for image in made["image"][made["labelled"] == 1]} == known
    assert (one_epoch(DIGITS, labelled, phase=5)["labelled"] == kept["labelled"]).all()
    assert (one_epoch(DIGITS, labelled, seed=8)["labelled"] != kept["labelled"]).any()
    assert (one_epoch(DIGITS, labelled, name="a")["a.labelled"] != kept["labelled"]).any()


def test_phases_have_orders_of_their_own() -> None:
    told = {"sets": {"": {"source": DIGITS}}, "batch": 64}
    first, second = (next(iter(batches(told, seed=7, phase=phase).as_numpy_iterator())) for phase in (0, 1))
    assert (first["label"] != second["label"]).any()


@pytest.mark.parametrize("start", [1, 9])
def test_element_r_is_a_function_of_seed_and_r(start: int) -> None:
    for source in (DIGITS, RING):
        told = {"sets": {"": {"source": source, "labelled": 0.3}}, "batch": 32}
        whole = list(batches(told, seed=1).take(start + 1).as_numpy_iterator())[start]
        resumed = next(iter(batches(told, seed=1, start=start).as_numpy_iterator()))
        assert all((whole[name] == resumed[name]).all() for name in whole)


@pytest.mark.parametrize("cache", [True, False])
def test_pictures_in_no_sub_folder_have_no_label(tmp_path: Path, cache: bool) -> None:
    for number, place in enumerate(("cat", "dog", "cat", "", "")):
        (tmp_path / place).mkdir(exist_ok=True)
        Image.new("L", (4, 4), number).save(tmp_path / place / f"{number}.png")
    source = {"kind": "images", "arguments": {"folder": str(tmp_path), "labels": "partial", "channels": 1}}
    own = {"source": source, "cache": cache}
    made = next(iter(batches({"sets": {"": own}, "batch": 5}, seed=0).as_numpy_iterator()))
    told = sorted(zip(made["image"][:, 0, 0, 0], made["label"], made["labelled"], strict=True))
    assert told == [(0, 0, 1), (1, 1, 1), (2, 0, 1), (3, 0, 0), (4, 0, 0)]
    full = {"kind": "images", "arguments": {"folder": str(tmp_path / "dog"), "labels": "none"}}
    assert set(next(iter(batches({"sets": {"": {"source": full}}, "batch": 1}, seed=0)))) == {"image"}
    (tmp_path / "3.png").unlink()
    (tmp_path / "4.png").unlink()
    held = {"source": {"kind": "images", "arguments": {"folder": str(tmp_path)}}, "labelled": 2, "cache": cache}
    made = next(iter(batches({"sets": {"": held}, "batch": 3}, seed=0).as_numpy_iterator()))
    assert made["labelled"].sum() == 2
