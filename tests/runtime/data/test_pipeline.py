"""`batches`: addressed by number, each example once an epoch, ranges, random steps."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from gancompile.catalogue.sources.data_error import DataError, as_data_error
from gancompile.catalogue.sources.image_files import ImageFiles
from gancompile.runtime.data import batches

DIGITS = {"kind": "digits", "arguments": {}}
RING = {"kind": "ring", "arguments": {}}


OF_A_SET = ("shuffle", "cache")


def one_set(source: dict[str, Any], *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"source": source, "steps": list(steps), **more}


def told(source: dict[str, Any], *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The description of one source. more: settings of the set or of the whole."""
    own = {name: value for name, value in more.items() if name in OF_A_SET}
    rest = {name: value for name, value in more.items() if name not in OF_A_SET}
    return {"sets": {"": one_set(source, *steps, **own)}, "batch": 64, **rest}


def elements(description: dict[str, Any], number: int = 1, *, seed: int = 7, start: int = 0) -> list[dict[str, Any]]:
    return list(batches(description, seed=seed, start=start).take(number).as_numpy_iterator())


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one.keys() == other.keys() and all((one[name] == other[name]).all() for name in one)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve pictures of one size in two classes; the red value of each is ten times its number."""
    for number in range(12):
        path = tmp_path / "faces" / ("cat" if number % 2 else "dog") / f"{number:02}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (6, 4), (number * 10, 0, 0)).save(path)
    return tmp_path / "faces"


def images(folder: Path, **more: Any) -> dict[str, Any]:
    return {"kind": "images", "arguments": {"folder": str(folder), **more}}


@pytest.mark.parametrize("start", [1, 5, 61])
@pytest.mark.parametrize(
    "description",
    [
        told(RING),
        told({"kind": "spiral", "arguments": {}}),
        told(DIGITS, {"range": [-1, 1]}),
        told(DIGITS, {"random_crop": [6, 6]}, {"flip": "horizontal"}, {"range": [0, 1]}, parts=2),
        told(DIGITS, shuffle=False),
    ],
)
def test_element_r_is_a_function_of_seed_and_r(description: dict[str, Any], start: int) -> None:
    whole = elements(description, start + 2)
    assert same(elements(description, start=start)[0], whole[start])
    assert not same(whole[start], whole[start + 1])


@pytest.mark.parametrize("cache", [True, False])
def test_a_folder_resumes_too(folder: Path, cache: bool) -> None:
    description = told(images(folder), {"flip": "vertical"}, {"range": [-1, 1]}, cache=cache, batch=5)
    assert same(elements(description, start=7)[0], elements(description, 8)[7])


def test_other_seeds_give_other_data() -> None:
    for source in (RING, DIGITS):
        assert not same(elements(told(source), seed=1)[0], elements(told(source), seed=2)[0])


@pytest.mark.parametrize("seed", [-1, 2**31, 2**40])
def test_any_whole_number_is_a_seed(seed: int) -> None:
    elements(told(DIGITS, {"flip": "horizontal"}), seed=seed)
    elements(told(RING), seed=seed)


@pytest.mark.parametrize("batch", [7, 64, 100])
def test_every_example_is_seen_once_an_epoch(tmp_path: Path, batch: int) -> None:
    np.save(tmp_path / "a.npy", np.arange(50, dtype=np.float32)[:, None])
    description = told({"kind": "npy", "arguments": {"file": str(tmp_path / "a.npy")}}, batch=batch)
    seen = np.concatenate([one["x"][:, 0] for one in elements(description, 1 + 200 // batch)])
    epochs = [seen[i : i + 50] for i in range(0, 200, 50)]
    assert all(sorted(epoch) == list(range(50)) for epoch in epochs)
    assert all((one != other).any() for one, other in pairwise(epochs))


def test_without_shuffle_the_order_is_that_of_the_data() -> None:
    first = elements(told(DIGITS, shuffle=False, batch=10))[0]
    assert first["label"].tolist() == list(range(10))


def test_shapes_are_static_and_fields_renamed() -> None:
    description = told(DIGITS, {"resize": [16, 16]}, {"crop": [12, 14]}, parts=3, rename={"x": "image", "y": "label"})
    spec = batches(description, seed=0).element_spec
    assert spec["x"].shape == (192, 12, 14, 1)
    assert spec["y"].shape == (192,)
    assert set(batches(told(DIGITS, rename={"label": "label"}), seed=0).element_spec) == {"label"}


def test_range_is_linear_from_the_native_ends() -> None:
    description = told(DIGITS, {"range": [-1, 1]}, shuffle=False, batch=1797)
    native = elements(told(DIGITS, shuffle=False, batch=1797))[0]["image"]
    made = elements(description)[0]["image"]
    assert made.dtype == np.float32
    np.testing.assert_allclose(made, native / 8.0 - 1.0, atol=1e-6)


def test_the_last_of_two_ranges_holds() -> None:
    for flip in ([], [{"flip": "horizontal"}]):
        made = elements(told(DIGITS, {"range": [0, 1]}, *flip, {"range": [-1, 1]}, batch=1797))[0]["image"]
        assert (made.min(), made.max()) == (-1.0, 1.0)


def test_an_unknown_range_is_measured(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.linspace(3, 5, 50, dtype=np.float32).reshape(25, 2))
    source = {"kind": "npy", "arguments": {"file": str(tmp_path / "a.npy")}}
    made = elements(told(source, {"range": [-1, 1]}, batch=25))[0]["x"]
    np.testing.assert_allclose([made.min(), made.max()], [-1, 1], atol=1e-6)


def test_points_reach_into_their_range() -> None:
    made = elements(told(RING, {"range": [-1, 1]}, batch=2000))[0]["point"]
    assert 0.95 < np.abs(made).max() < 1.01


def test_a_resize_before_a_range_keeps_more_than_the_native_greys() -> None:
    made = elements(told(DIGITS, {"resize": [16, 16]}, {"range": [0, 16]}))[0]["image"]
    assert len(np.unique(made)) > 17
    assert elements(told(DIGITS, {"resize": [16, 16]}))[0]["image"].dtype == np.uint8


def test_half_are_flipped_and_neighbours_know_nothing_of_each_other(tmp_path: Path) -> None:
    ramp = np.tile(np.array([0, 1, 2, 3], np.uint8)[None, None, :, None], (10, 4, 1, 1))
    np.savez(tmp_path / "a.npz", image=ramp)
    source = {"kind": "npz", "arguments": {"file": str(tmp_path / "a.npz")}}
    made = elements(told(source, {"flip": "horizontal"}, {"flip": "vertical"}, batch=20_000))[0]["image"]
    flipped = made[:, 0, 0, 0] == 3
    assert abs(flipped.mean() - 0.5) < 0.02
    assert abs(np.corrcoef(flipped[1:], flipped[:-1])[0, 1]) < 0.04
    assert (made[flipped][:, 0, :, 0] == [3, 2, 1, 0]).all()


def test_two_flips_are_independent(tmp_path: Path) -> None:
    corner = np.zeros((10, 4, 4, 1), np.uint8)
    corner[:, 0, 0] = 1
    np.savez(tmp_path / "a.npz", image=corner)
    source = {"kind": "npz", "arguments": {"file": str(tmp_path / "a.npz")}}
    made = elements(told(source, {"flip": "horizontal"}, {"flip": "vertical"}, batch=8000))[0]["image"][..., 0]
    for row in (0, 3):
        for column in (0, 3):
            assert abs(made[:, row, column].mean() - 0.25) < 0.03


def test_random_crops_reach_every_place(tmp_path: Path) -> None:
    numbered = np.tile(np.arange(20, dtype=np.uint8).reshape(1, 4, 5, 1), (3, 1, 1, 1))
    np.savez(tmp_path / "a.npz", image=numbered)
    source = {"kind": "npz", "arguments": {"file": str(tmp_path / "a.npz")}}
    made = elements(told(source, {"random_crop": [2, 3]}, batch=4000))[0]["image"]
    corners, counts = np.unique(made[:, 0, 0, 0], return_counts=True)
    assert corners.tolist() == [0, 1, 2, 5, 6, 7, 10, 11, 12]
    assert counts.min() > 0.8 * 4000 / 9
    assert (made[:, 1, 2, 0] == made[:, 0, 0, 0] + 7).all()


def test_crop_takes_the_middle(tmp_path: Path) -> None:
    numbered = np.arange(16, dtype=np.uint8).reshape(1, 4, 4, 1)
    np.savez(tmp_path / "a.npz", image=numbered)
    source = {"kind": "npz", "arguments": {"file": str(tmp_path / "a.npz")}}
    assert elements(told(source, {"crop": [2, 2]}, batch=1))[0]["image"].ravel().tolist() == [5, 6, 9, 10]


def test_grayscale_is_luma(folder: Path) -> None:
    made = elements(told(images(folder), {"grayscale": True}, shuffle=False, batch=12))[0]["image"]
    assert made.shape == (12, 4, 6, 1)
    assert made.max() == round(100 * 0.299) + 3


def test_the_ring_is_a_ring() -> None:
    made = elements(told(RING, batch=8000))[0]
    assert abs(np.linalg.norm(made["point"], axis=1).mean() - 2.0) < 0.01
    assert np.bincount(made["label"], minlength=8).min() > 850
    angles = 2 * np.pi * made["label"] / 8
    offsets = made["point"] - 2.0 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    assert abs(offsets.std() - 0.02) < 0.001


def test_digits_are_parted_into_train_and_test() -> None:
    counts = {}
    for split in ("all", "train", "test"):
        source = {"kind": "digits", "arguments": {"split": split}}
        counts[split] = elements(told(source, shuffle=False, batch=1797))[0]["image"]
    assert (counts["test"][:300] == counts["all"][::6]).all()
    assert (counts["train"][0] == counts["all"][1]).all()


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [{"range": [-1, 1]}],
        [{"resize": [8, 8]}, {"random_crop": [5, 6]}, {"flip": "horizontal"}, {"range": [-1, 1]}],
        [{"random_crop": [3, 3]}, {"resize": [7, 5]}, {"range": [0, 1]}],
        [{"range": [0, 1]}, {"resize": [5, 5]}, {"flip": "vertical"}],
    ],
)
def test_cached_or_not_a_folder_gives_the_same(folder: Path, steps: list[dict[str, Any]]) -> None:
    for number in range(12):
        path = folder / ("cat" if number % 2 else "dog") / f"{number:02}.png"
        pixels = (np.arange(6 * 4 * 3) * (number + 3)) % 256
        Image.fromarray(pixels.reshape(4, 6, 3).astype(np.uint8)).save(path)
    cached, *others = (
        elements(told(images(folder), *steps, cache=cache, batch=9), 3)
        for cache in (True, False, "0.2kB", "0.5kB", "1GB")
    )
    for other in others:
        assert all(same(one, another) for one, another in zip(cached, other, strict=True))


def test_no_more_is_kept_than_there_is_room_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six of twelve images of 72 bytes: in later epochs the others alone are decoded again, and none where all fit."""
    opened: list[int] = []
    read = ImageFiles.read
    monkeypatch.setattr(
        ImageFiles, "read", lambda files, field, index: opened.append(index) or read(files, field, index)
    )

    def in_later_epochs(cache: bool | str) -> set[int]:
        found = iter(batches(told(images(folder), cache=cache, batch=12), seed=7))
        for _ in range(40):
            next(found)
        opened.clear()
        for _ in range(40):
            next(found)
        return set(opened)

    assert in_later_epochs("0.45kB") == set(range(6, 12))
    assert in_later_epochs(False) == set(range(12))
    assert in_later_epochs("1kB") == in_later_epochs(True) == set()


@pytest.mark.parametrize("cache", ["2", "2 gigabytes"])
def test_a_size_of_another_form_is_refused(folder: Path, cache: str) -> None:
    with pytest.raises(ValueError, match="is no size"):
        batches(told(images(folder), cache=cache), seed=0)


def test_labels_are_sub_folders_by_name(folder: Path) -> None:
    made = elements(told(images(folder), shuffle=False, batch=12))[0]
    assert made["label"].tolist() == [0] * 6 + [1] * 6
    assert (made["image"][:, 0, 0, 0] // 10 % 2 == 1 - made["label"]).all()
    assert set(elements(told(images(folder, labels="none"), batch=2))[0]) == {"image"}


@pytest.mark.parametrize("cache", [True, False])
def test_pictures_of_different_sizes_need_a_resize(folder: Path, cache: bool) -> None:
    Image.new("RGB", (9, 9)).save(folder / "cat" / "odd.png")
    with pytest.raises(DataError, match=r"different sizes.*4x6 and 9x9.*resize"):
        batches(told(images(folder), cache=cache), seed=0)
    for step in ({"resize": [5, 5]}, {"crop": [3, 3]}, {"random_crop": [3, 3]}):
        made = elements(told(images(folder), step, {"range": [0, 1]}, cache=cache, batch=3))[0]["image"]
        assert made.shape == (3, *next(iter(step.values())), 3)
    assert elements(told(images(folder), {"range": [0, 1]}, {"resize": [5, 5]}, cache=cache))[0]["image"].max() <= 1


@pytest.mark.parametrize("kind", ["crop", "random_crop"])
def test_a_piece_larger_than_a_picture_names_the_picture(folder: Path, kind: str) -> None:
    Image.new("RGB", (2, 2)).save(folder / "cat" / "tiny.png")
    with pytest.raises(DataError, match=r"tiny.png` is 2x2.*3x3"):
        batches(told(images(folder), {kind: [3, 3]}), seed=0)


@pytest.mark.parametrize("cache", [True, False])
def test_a_file_that_is_no_picture_is_named(folder: Path, cache: bool) -> None:
    (folder / "cat" / "notes.png").write_text("no picture")
    with pytest.raises(DataError, match=r"cat/notes.png` cannot be decoded"):
        batches(told(images(folder), cache=cache), seed=0)


def test_a_picture_that_breaks_off_is_named(folder: Path) -> None:
    whole = (folder / "cat" / "01.png").read_bytes()
    (folder / "cat" / "cut.png").write_bytes(whole[:50])
    with pytest.raises(DataError, match=r"cut.png` cannot be decoded"):
        batches(told(images(folder)), seed=0)
    with pytest.raises(tf.errors.OpError) as caught:
        elements(told(images(folder), cache=False, batch=13))
    error = as_data_error(caught.value)
    assert error is not None
    assert "cut.png` cannot be decoded" in str(error)
    assert "\n" not in str(error)


def test_other_errors_are_no_data_errors() -> None:
    assert as_data_error(ValueError("shapes do not match")) is None
