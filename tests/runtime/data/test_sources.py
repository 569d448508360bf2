"""Every source: what it yields is what the checker said it would, element r is a function of r."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from gancompile.compiler.data import SourceFacts, SourceProblem, apply_steps, inspect_source
from gancompile.runtime.data import DataError, batches, load_source

RNG = np.random.default_rng(0)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One small real file of every kind."""
    folder = tmp_path_factory.mktemp("data")
    images = RNG.integers(0, 256, (20, 6, 5, 3), dtype=np.uint8)
    labels = np.arange(20) % 3
    np.savez(folder / "set.npz", pictures=images, classes=labels)
    np.save(folder / "one.npy", RNG.normal(size=(20, 7)))
    np.save(folder / "pickle.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    for number, image in enumerate(images):
        place = folder / "images" / "abc"[labels[number]]
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(place / f"{number:02}.png")
    Image.fromarray(images[0]).save(folder / "images" / "a" / "zz.webp", lossless=True)
    (folder / "images" / ".hidden.png").write_bytes(b"")
    with (folder / "table.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["height", "kind", "width"])
        writer.writerows([[i / 2, "xyz"[i % 3], i] for i in range(20)])
    with tf.io.TFRecordWriter(str(folder / "one.tfrecord")) as writer:
        for image, label in zip(images, labels, strict=True):
            features = {
                "image": tf.train.Feature(bytes_list=tf.train.BytesList(value=[image.tobytes()])),
                "label": tf.train.Feature(int64_list=tf.train.Int64List(value=[label])),
            }
            writer.write(tf.train.Example(features=tf.train.Features(feature=features)).SerializeToString())
    return folder


RECORD = {"image": {"shape": [6, 5, 3], "dtype": "uint8", "encoding": "raw"}, "label": {"shape": [], "dtype": "int64"}}
SOURCES: list[tuple[str, dict[str, Any]]] = [
    ("digits", {}),
    ("digits", {"split": "test"}),
    ("ring", {"modes": 5}),
    ("grid", {"side": 3}),
    ("spiral", {}),
    ("npz", {"file": "set.npz", "fields": {"image": "pictures", "label": "classes"}}),
    ("npy", {"file": "one.npy"}),
    ("csv", {"file": "table.csv", "label": "kind"}),
    ("csv", {"file": "table.csv", "columns": ["width"]}),
    ("tfrecord", {"files": "*.tfrecord", "features": RECORD}),
    ("images", {"folder": "images"}),
    ("images", {"folder": "images", "channels": 1, "labels": "none"}),
]


def absolute(arguments: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    return {k: str(folder / v) if k in {"file", "files", "folder"} else v for k, v in arguments.items()}


def told(kind: str, arguments: Mapping[str, Any], folder: Path, **more: Any) -> dict[str, Any]:
    source = {"kind": kind, "arguments": absolute(arguments, folder)}
    facts = inspect_source(kind, arguments, folder)
    assert isinstance(facts, SourceFacts), facts
    names = {name: name for name in facts.fields}
    return {
        "source": source,
        "steps": [],
        "batch": 8,
        "parts": 1,
        "shuffle": True,
        "cache": True,
        "rename": names,
        **more,
    }


def take(description: Mapping[str, Any], number: int, **settings: Any) -> list[dict[str, np.ndarray]]:
    return list(batches(description, seed=3, **settings).take(number).as_numpy_iterator())


@pytest.mark.parametrize(("kind", "arguments"), SOURCES, ids=lambda v: v if isinstance(v, str) else "")
@pytest.mark.parametrize("cache", [True, False])
def test_the_checker_knows_what_comes(kind: str, arguments: dict[str, Any], cache: bool, files: Path) -> None:
    facts = inspect_source(kind, arguments, files)
    assert isinstance(facts, SourceFacts)
    (batch,) = take(told(kind, arguments, files, cache=cache), 1)
    assert list(batch) == list(facts.fields)
    for name, field in facts.fields.items():
        assert batch[name].shape == (8, *field.shape)
        assert batch[name].dtype == field.dtype
        if field.classes is not None:
            assert 0 <= batch[name].min() <= batch[name].max() < field.classes
    assert load_source(kind, absolute(arguments, files)).count == facts.count


@pytest.mark.parametrize(("kind", "arguments"), SOURCES, ids=lambda v: v if isinstance(v, str) else "")
def test_an_element_is_a_function_of_its_number(kind: str, arguments: dict[str, Any], files: Path) -> None:
    steps = [{"flip": "horizontal"}] if kind in {"images", "digits", "tfrecord"} else []
    description = told(kind, arguments, files, steps=steps)
    later = take(description, 1, start=5)[0]
    for name, values in take(description, 6)[5].items():
        np.testing.assert_array_equal(values, later[name])


def test_every_example_once_an_epoch(files: Path) -> None:
    np.save(files / "numbers.npy", np.arange(24.0)[:, None])
    description = told("npy", {"file": "numbers.npy"}, files)
    seen = [np.concatenate([batch["x"][:, 0] for batch in take(description, 6)[i : i + 3]]) for i in (0, 3)]
    for epoch in seen:
        assert sorted(epoch) == list(range(24))
    assert list(seen[0]) != list(seen[1])
    assert list(take({**description, "shuffle": False}, 1)[0]["x"][:, 0]) == list(range(8))


def test_parts_make_longer_elements(files: Path) -> None:
    assert take(told("ring", {}, files, parts=5), 1)[0]["point"].shape == (40, 2)


def test_ranges_are_the_declared_ones(files: Path) -> None:
    description = told("digits", {}, files, steps=[{"range": [-1, 1]}], batch=1797)
    images = take(description, 1)[0]["image"]
    assert images.min() == -1
    assert images.max() == 1
    np.testing.assert_allclose(np.unique(images), np.arange(17) / 8 - 1)


def test_flips_turn_one_half(files: Path) -> None:
    description = told("digits", {}, files, steps=[{"flip": "horizontal"}], shuffle=False, batch=1797)
    flipped = take(description, 1)[0]["image"]
    plain = take({**description, "steps": []}, 1)[0]["image"]
    turned = (flipped == plain[:, :, ::-1]).all(axis=(1, 2, 3))
    assert ((flipped == plain).all(axis=(1, 2, 3)) | turned).all()
    assert 0.45 < turned.mean() < 0.55
    again = take(description, 2)[1]["image"]
    assert (flipped != again).any()


@pytest.mark.parametrize("cache", [True, False])
def test_steps_do_what_their_facts_say(cache: bool, files: Path) -> None:
    steps = [{"resize": [12, 10]}, {"random_crop": [8, 8]}, {"grayscale": True}, {"range": [0, 1]}]
    facts = inspect_source("images", {"folder": "images"}, files)
    assert isinstance(facts, SourceFacts)
    after = apply_steps(facts, steps)
    assert isinstance(after, SourceFacts)
    field = after.fields["image"]
    assert (field.shape, field.dtype, field.low, field.high) == ((8, 8, 1), "float32", 0.0, 1.0)
    (batch,) = take(told("images", {"folder": "images"}, files, steps=steps, cache=cache), 1)
    assert batch["image"].shape == (8, 8, 8, 1)
    assert 0 <= batch["image"].min() < batch["image"].max() <= 1


def test_the_ring_is_where_it_should_be(files: Path) -> None:
    (batch,) = take(told("ring", {"modes": 8, "radius": 2.0, "deviation": 0.02}, files, batch=20_000), 1)
    angle = batch["label"] * (2 * np.pi / 8)
    noise = batch["point"] - 2 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    assert abs(noise.std() - 0.02) < 5e-4
    assert np.abs(noise.mean(axis=0)).max() < 5e-4
    assert np.bincount(batch["label"]).min() > 2200


def test_a_broken_image_is_named(files: Path, tmp_path: Path) -> None:
    for number in range(3):
        Image.fromarray(RNG.integers(0, 256, (32, 32, 3), dtype=np.uint8)).save(tmp_path / f"{number}.png")
    (tmp_path / "1.png").write_bytes((tmp_path / "1.png").read_bytes()[:900])
    description = told("images", {"folder": "."}, tmp_path)
    with pytest.raises(DataError, match=r"1\.png"):
        take(description, 1)


PROBLEMS: list[tuple[str, dict[str, Any], str, str]] = [
    ("images", {"folder": "imagse"}, "folder", "did you mean `images`?"),
    ("images", {"folder": "table.csv"}, "folder", ""),
    ("npz", {"file": "set.npz", "fields": {"image": "picture"}}, "fields", "pictures"),
    ("npz", {"file": "table.csv"}, "file", ""),
    ("npy", {"file": "pickle.npy"}, "file", ""),
    ("csv", {"file": "table.csv"}, "file", "columns"),
    ("csv", {"file": "table.csv", "label": "kin"}, "label", "kind"),
    ("tfrecord", {"files": "nothing*", "features": RECORD}, "files", ""),
    ("tfrecord", {"files": "table.csv", "features": RECORD}, "files", ""),
]


@pytest.mark.parametrize(
    ("kind", "arguments", "argument", "help"), PROBLEMS, ids=lambda v: v if isinstance(v, str) else ""
)
def test_problems_are_told_before_anything_is_read(
    kind: str, arguments: dict[str, Any], argument: str, help: str, files: Path
) -> None:
    problem = inspect_source(kind, arguments, files)
    assert isinstance(problem, SourceProblem)
    assert problem.argument == argument
    assert help in (problem.help or "")


def test_a_pickle_is_never_loaded(files: Path) -> None:
    with pytest.raises(DataError):
        load_source("npy", {"file": str(files / "pickle.npy")})
