"""Packed images: the same examples as those of the folder, in an order by windows, from an index or by a record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from gancompile.catalogue.sources import FieldFacts, SourceFacts, SourceProblem, inspect_source, verify_source
from gancompile.catalogue.sources.data_error import DataError, as_data_error
from gancompile.compiler import compile_text
from gancompile.packing import PackOptions, pack, plan_packing
from gancompile.runtime.data import Share, batches, load_source
from gancompile.shards import place_at

COUNT = 50
STEPS = [{"random_crop": [3, 5]}, {"flip": "horizontal"}, {"range": [-1, 1]}]


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fifty pictures in two classes; the red value of each is five times its number."""
    folder = tmp_path_factory.mktemp("data") / "faces"
    for number in range(COUNT):
        path = folder / ("cat" if number % 2 else "dog") / f"{number:02}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = np.arange(4 * 6 * 3).reshape(4, 6, 3).astype(np.uint8)
        pixels[..., 0] = number * 5
        Image.fromarray(pixels).save(path)
    return folder


def packed(folder: Path, shards: str, **options: Any) -> str:
    place, wanted = place_at(shards), PackOptions(per_shard=20, **options)
    pack(plan_packing(folder, place, wanted, update=False), place, wanted, lambda _: None)
    return shards


@pytest.fixture(scope="module")
def shards(faces: Path) -> str:
    return packed(faces, str(faces.parent / "shards"))


def described(shards: str, *steps: dict[str, Any], window: int = 10, **more: Any) -> dict[str, Any]:
    source = {"kind": "shards", "arguments": {"folder": shards, "window": window}}
    rest = {name: more.pop(name) for name in ("batch", "parts") if name in more}
    return {"sets": {"": {"source": source, "steps": list(steps), **more}}, "batch": 5, **rest}


def numbers(description: dict[str, Any], count: int, *, start: int = 0, seed: int = 7, **more: Any) -> list[int]:
    """The numbers of the pictures of so many elements."""
    found = batches(description, seed=seed, start=start, **more).take(count).as_numpy_iterator()
    return [int(number) // 5 for element in found for number in element["image"][:, 0, 0, 0]]


def test_the_facts_are_those_of_the_folder(faces: Path, shards: str) -> None:
    of_folder = inspect_source("images", {"folder": str(faces)}, faces)
    of_shards = inspect_source("shards", {"folder": "shards"}, faces.parent)
    assert isinstance(of_folder, SourceFacts)
    assert isinstance(of_shards, SourceFacts)
    assert of_shards.fields == of_folder.fields
    assert of_shards.count == COUNT
    assert of_shards.files == (str(faces.parent / "shards" / "index.json"),)


def test_the_examples_are_those_of_the_folder(faces: Path, shards: str) -> None:
    source = {"kind": "images", "arguments": {"folder": str(faces)}}
    of_folder = next(batches({"sets": {"": {"source": source}}, "batch": COUNT}, seed=1).as_numpy_iterator())
    of_shards = next(batches(described(shards, batch=COUNT), seed=2).as_numpy_iterator())
    orders = [np.argsort(one["image"][:, 0, 0, 0]) for one in (of_folder, of_shards)]
    for name in ("image", "label"):
        np.testing.assert_array_equal(of_folder[name][orders[0]], of_shards[name][orders[1]])


@pytest.mark.parametrize("cache", [True, False, "1kB"])
@pytest.mark.parametrize("window", [1, 10, 16, 50, 1000])
def test_every_example_comes_once_an_epoch(shards: str, window: int, cache: bool | str) -> None:
    order = numbers(described(shards, window=window, cache=cache), 30)
    epochs = [order[at : at + COUNT] for at in range(0, len(order), COUNT)]
    assert all(sorted(epoch) == list(range(COUNT)) for epoch in epochs)
    assert len(set(map(tuple, epochs))) == len(epochs)


def test_a_window_is_read_before_the_next(shards: str) -> None:
    packed_order = numbers(described(shards, shuffle=False), 10)
    places = {number: place for place, number in enumerate(packed_order)}
    order = [places[number] for number in numbers(described(shards, window=10, cache=False), 10)]
    for at in range(0, COUNT, 10):
        window = sorted((place - order[at]) % COUNT for place in order[at : at + 10])
        gaps = np.diff([*window, window[0] + COUNT])
        assert sorted(gaps)[:-1] == [1] * 9, "ten that lie beside each other, around the end"
    assert order[:10] != sorted(order[:10])


@pytest.mark.parametrize("cache", [True, False, "1kB"])
@pytest.mark.parametrize("start", [3, 13, 37])
def test_a_resumed_training_sees_the_same_in_the_middle_of_a_shard(shards: str, start: int, cache: bool | str) -> None:
    description = described(shards, *STEPS, cache=cache, parts=2)
    whole = list(batches(description, seed=7).take(start + 2).as_numpy_iterator())
    again = list(batches(description, seed=7, start=start).take(2).as_numpy_iterator())
    for one, other in zip(whole[start:], again, strict=True):
        for name in one:
            np.testing.assert_array_equal(one[name], other[name])


def test_a_late_start_costs_no_more_than_the_first(shards: str) -> None:
    far = 10**9
    order = numbers(described(shards, cache=False), 10, start=far)
    assert sorted(order) == list(range(COUNT))
    assert order[20:] == numbers(described(shards, cache=False), 6, start=far + 4)


@pytest.mark.parametrize("cache", [True, False])
def test_the_shares_of_workers_are_the_whole(shards: str, cache: bool) -> None:
    description = described(shards, *STEPS, cache=cache, batch=4, parts=3)
    whole = next(batches(description, seed=7, start=9).as_numpy_iterator())
    shares = [
        next(batches(description, seed=7, start=9, share=Share(index, 4)).as_numpy_iterator()) for index in range(4)
    ]
    for name, values in whole.items():
        slices = [one[name].reshape(3, 1, *values.shape[1:]) for one in shares]
        np.testing.assert_array_equal(np.concatenate(slices, axis=1).reshape(values.shape), values)


def test_some_labels_are_withheld(shards: str) -> None:
    made = next(batches(described(shards, labelled=8, batch=COUNT), seed=7).as_numpy_iterator())
    assert made["labelled"].sum() == 8
    assert (made["label"][made["labelled"] == 0] == 0).all()


def test_attributes_and_partial_labels(faces: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    rows = [f"{path.stem},{int(path.stem) / 100}" for path in faces.rglob("*.png")]
    table.write_text("\n".join(["name,age", *rows]))
    shards = packed(faces, str(tmp_path / "shards"), attributes=table, labels="partial")
    facts = inspect_source("shards", {"folder": shards}, tmp_path)
    assert isinstance(facts, SourceFacts)
    assert list(facts.fields) == ["image", "attributes", "label", "labelled"]
    assert facts.fields["attributes"] == FieldFacts(
        shape=(1,), dtype="float32", low=0.0, high=0.49, class_names=("age",)
    )
    made = next(batches(described(shards, batch=COUNT), seed=7).as_numpy_iterator())
    np.testing.assert_allclose(made["attributes"][:, 0], made["image"][:, 0, 0, 0] / 500, atol=1e-6)
    assert (made["labelled"] == 1).all()


def test_images_of_several_sizes_and_depths(tmp_path: Path) -> None:
    folder = tmp_path / "faces"
    folder.mkdir()
    for number in range(4):
        Image.fromarray(np.full((4 + number, 6), 300 * number, np.uint16)).save(folder / f"{number}.png")
    shards = packed(folder, str(tmp_path / "shards"))
    facts = inspect_source("shards", {"folder": shards, "channels": 1}, tmp_path)
    assert isinstance(facts, SourceFacts)
    assert facts.fields["image"].shape == (None, None, 1)
    assert facts.fields["image"].deep
    assert sorted(facts.fields["image"].sizes) == [(4, 6), (5, 6), (6, 6), (7, 6)]
    source = {"kind": "shards", "arguments": {"folder": shards, "channels": 1}}
    told = {
        "sets": {"": {"source": source, "steps": [{"resize": [3, 3]}, {"range": [0, 1]}], "cache": False}},
        "batch": 4,
    }
    made = next(batches(told, seed=0).as_numpy_iterator())["image"]
    np.testing.assert_allclose(sorted(made[:, 0, 0, 0]), [0, 1 / 3, 2 / 3, 1], atol=1e-6)
    with pytest.raises(DataError, match="different sizes"):
        batches({"sets": {"": {"source": source}}, "batch": 4}, seed=0)


@pytest.fixture
def copied(faces: Path, tmp_path: Path) -> Path:
    return Path(packed(faces, str(tmp_path / "shards")))


def test_what_check_says_of_shards_that_are_not_whole(copied: Path) -> None:
    def problem(**arguments: Any) -> SourceProblem:
        found = inspect_source("shards", {"folder": "shards", **arguments}, copied.parent)
        assert isinstance(found, SourceProblem)
        return found

    shard = copied / "shard-00001.tfrecord"
    content = shard.read_bytes()
    assert verify_source("shards", {"folder": "shards"}, copied.parent) == []
    shard.write_bytes(content[:-1] + b"x")
    (damaged,) = verify_source("shards", {"folder": "shards"}, copied.parent)
    assert "of 3 shards in `shards`, 1 are damaged: shard-00001.tfrecord" in damaged.message
    shard.write_bytes(content[:-1])
    assert "1 are missing or not whole: shard-00001.tfrecord" in problem().message
    (copied / "index.json").write_text("{}")
    assert "`index.json` cannot be used: it is no index" in problem().message
    (copied / "index.json").unlink()
    assert "folder `shards` holds no `index.json`" in problem().message
    assert "folder `shrads` does not exist" in problem(folder="shrads").message


def test_a_damaged_record_is_named(copied: Path) -> None:
    shard = copied / "shard-00000.tfrecord"
    content = bytearray(shard.read_bytes())
    content[40] ^= 1
    shard.write_bytes(content)
    for cache in (True, False):
        with pytest.raises((DataError, tf.errors.OpError)) as raised:
            numbers(described(str(copied), cache=cache), 20)
        error = raised.value if isinstance(raised.value, DataError) else as_data_error(raised.value)
        assert "shard-00000.tfrecord, example 0` cannot be decoded: its record is damaged" in str(error)


def test_an_index_that_is_damaged_is_no_traceback(copied: Path) -> None:
    index = json.loads((copied / "index.json").read_text())
    index["shards"][1]["count"] += 1
    (copied / "index.json").write_text(json.dumps(index))
    with pytest.raises(DataError, match=r"the index of `.*` cannot be used: it knows .* records of the"):
        load_source("shards", {"folder": str(copied)})
    with pytest.raises(DataError, match="the index of `nowhere` cannot be used"):
        load_source("shards", {"folder": "nowhere"})


def test_shards_in_a_store(faces: Path, tmp_path: Path) -> None:
    store = packed(faces, "ram://test/shards")
    local = packed(faces, str(tmp_path / "shards"))
    assert numbers(described(store, cache=False), 4) == numbers(described(local, cache=False), 4)
    problem = inspect_source("shards", {"folder": store}, tmp_path)
    assert isinstance(problem, SourceProblem)
    assert "is not on this machine" in problem.message
    assert "index" in str(problem.help)
    facts = inspect_source("shards", {"folder": store, "index": "shards/index.json"}, tmp_path)
    assert facts == inspect_source("shards", {"folder": "shards"}, tmp_path)


def test_a_spec_names_a_store(faces: Path, shards: str) -> None:
    text = f"""
gancompile: 1
name: faces
data: {{source: {{shards: {{folder: "gs://bucket/faces", index: {shards}/index.json}}}}, range: [-1, 1]}}
networks:
  generator: {{inputs: {{z: [8]}}, layers: [{{dense: {{units: 72, activation: tanh}}}}, {{reshape: data.image}}]}}
  discriminator: {{inputs: {{x: data.image}}, layers: [flatten, {{dense: 1}}]}}
game: {{objective: hinge}}
"""
    compilation = compile_text(text.replace("{reshape: data.image}", "{reshape: [4, 6, 3]}"))
    assert compilation.program is not None, compilation.diagnostics
    (one,) = compilation.program.data.sets
    assert one.arguments["folder"] == "gs://bucket/faces"
