"""Packing: what is written, what a second call does, what is left out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from gancompile.packing import Packed, PackError, PackOptions, pack, plan_packing, shard_writer
from gancompile.shards import INDEX, Place, place_at


@pytest.fixture
def faces(tmp_path: Path) -> Path:
    """Forty pictures in two classes, in PNG and JPEG files."""
    for number in range(40):
        path = tmp_path / "faces" / ("cat" if number % 2 else "dog") / f"{number:02}.{'png' if number % 3 else 'jpg'}"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (6, 4), (number, 7, 200)).save(path)
    return tmp_path / "faces"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return place_at(str(tmp_path / "shards"))


def packed(folder: Path, place: Place, *, update: bool = False, **options: Any) -> Packed:
    wanted = PackOptions(**{"per_shard": 10, **options})
    return pack(plan_packing(folder, place, wanted, update=update), place, wanted, lambda _: None)


def examples(folder: Path) -> list[Any]:
    files = sorted(map(str, folder.glob("*.tfrecord")))
    return [
        tf.train.Example.FromString(one).features.feature for one in tf.data.TFRecordDataset(files).as_numpy_iterator()
    ]


def test_every_image_is_packed_as_it_is(faces: Path, place: Place, tmp_path: Path) -> None:
    made = packed(faces, place)
    assert (made.index.count, made.written, len(made.index.shards)) == (40, 4, 4)
    assert made.index.class_names == ("cat", "dog")
    found = {one["name"].bytes_list.value[0].decode(): one for one in examples(tmp_path / "shards")}
    assert sorted(found) == sorted(path.relative_to(faces).as_posix() for path in faces.rglob("*.*"))
    for name, features in found.items():
        assert features["image"].bytes_list.value[0] == (faces / name).read_bytes()
        assert features["label"].int64_list.value[0] == name.startswith("dog")


def test_classes_are_mixed(faces: Path, place: Place, tmp_path: Path) -> None:
    packed(faces, place)
    labels = [one["label"].int64_list.value[0] for one in examples(tmp_path / "shards")]
    assert 5 <= sum(labels[:20]) <= 15


def test_a_second_call_does_nothing(faces: Path, place: Place, tmp_path: Path) -> None:
    packed(faces, place)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "shards").rglob("*")}
    assert packed(faces, place).written == 0
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "shards").rglob("*")}


def test_what_is_stopped_goes_on(faces: Path, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = packed(faces, place_at(str(tmp_path / "whole")))
    pack_one, opened = shard_writer.packed_image, []

    def stops(path: Path, options: PackOptions) -> Any:
        opened.append(path)
        if len(opened) > 25:
            raise KeyboardInterrupt
        return pack_one(path, options)

    monkeypatch.setattr(shard_writer, "packed_image", stops)
    with pytest.raises(KeyboardInterrupt):
        packed(faces, place)
    assert place.size(INDEX) is None
    assert not [name for name in place.names() if name.startswith(".")]
    finished = [name for name in place.names() if name.endswith(".tfrecord")]
    assert 0 < len(finished) < 4
    for killed in (".shard-00003.tfrecord.77.tmp", "shard-00003.tfrecord.77.tmp"):
        place.publish(killed, [b"a part"])
    monkeypatch.setattr(shard_writer, "packed_image", pack_one)
    made = packed(faces, place)
    assert made.written == 4 - len(finished)
    assert made.index == whole.index
    assert place.names() == [INDEX, *(f"shard-{number:05}.tfrecord" for number in range(4)), "sources"]


def test_a_shard_that_is_lost_is_packed_again(faces: Path, place: Place) -> None:
    made = packed(faces, place)
    place.remove(made.index.shards[2].file)
    again = packed(faces, place)
    assert (again.written, again.index) == (1, made.index)


def test_changed_images_are_named(faces: Path, place: Place) -> None:
    before = packed(faces, place)
    Image.new("RGB", (6, 4)).save(faces / "cat" / "01.png")
    (faces / "dog" / "02.png").rename(faces / "dog" / "new.png")
    with pytest.raises(PackError) as raised:
        packed(faces, place)
    for said in (
        "1 image has been changed (cat/01.png)",
        "1 image has been added (dog/new.png)",
        "removed (dog/02.png)",
        "`--update`",
    ):
        assert said in str(raised.value)
    made = packed(faces, place, update=True)
    assert 1 <= made.written <= 3
    assert made.index.count == 40
    assert made.index != before.index
    assert packed(faces, place).written == 0


def test_shards_of_one_folder_are_packed_alike(faces: Path, place: Place, tmp_path: Path) -> None:
    packed(faces, place)
    with pytest.raises(PackError, match="packed with another `--resize`"):
        packed(faces, place, size=(3, 2))
    (faces / "bird").mkdir()
    Image.new("RGB", (6, 4)).save(faces / "bird" / "a.png")
    with pytest.raises(PackError, match="have the classes cat, dog, and the images bird, cat, dog"):
        packed(faces, place)
    made = packed(faces, place, update=True, per_shard=30)
    assert (made.written, made.index.count, made.index.class_names) == (2, 41, ("bird", "cat", "dog"))
    assert (
        len(list((tmp_path / "shards").glob("*.tfrecord")))
        == len(list((tmp_path / "shards" / "sources").iterdir()))
        == 2
    )


def test_broken_images_stop_or_are_left_out(faces: Path, place: Place) -> None:
    (faces / "cat" / "broken.png").write_bytes((faces / "cat" / "01.png").read_bytes()[:40])
    (faces / "dog" / "empty.png").write_bytes(b"")
    with pytest.raises(PackError) as raised:
        packed(faces, place)
    assert "of 42 images that were opened, 2 cannot be read" in str(raised.value)
    assert "`cat/broken.png` (" in str(raised.value)
    assert "`--on-bad skip`" in str(raised.value)
    finished = [name for name in place.names() if name.endswith(".tfrecord")]
    made = packed(faces, place, skips=True)
    assert made.index.count == 40
    assert sorted(one.name for one in made.broken) == ["cat/broken.png", "dog/empty.png"]
    assert made.written == len(made.index.shards) - len(finished)
    assert [one.name for one in packed(faces, place, skips=True).broken] == [one.name for one in made.broken]


def test_mended_images_are_gone_on_with(faces: Path, place: Place) -> None:
    (faces / "cat" / "broken.png").write_text("no picture")
    with pytest.raises(PackError):
        packed(faces, place)
    (faces / "cat" / "broken.png").unlink()
    made = packed(faces, place)
    assert (made.written, made.index.count) == (1, 40)


@pytest.mark.parametrize(
    ("format", "mode"),
    [("png", "RGB"), ("jpeg", "RGB"), ("webp", "RGB"), ("png", "L"), ("png", "I;16"), ("jpeg", "I;16")],
)
def test_images_are_resized_and_encoded_anew(format: str, mode: str, place: Place, tmp_path: Path) -> None:
    pixels = np.full((9, 8), 41_000, np.uint16)
    image = Image.fromarray(pixels) if mode == "I;16" else Image.new(mode, (8, 9), 77)
    (tmp_path / "faces").mkdir()
    image.save(tmp_path / "faces" / "a.tif")
    made = packed(tmp_path / "faces", place, size=(5, 3), format=format)
    assert made.index.sizes() == {(5, 3): 0}
    assert made.index.total("deep") == (mode == "I;16" and format == "png")
    (one,) = examples(tmp_path / "shards")
    (tmp_path / "a").write_bytes(one["image"].bytes_list.value[0])
    with Image.open(tmp_path / "a") as found:
        assert (found.size, found.format) == ((3, 5), format.upper())
        level = int(np.asarray(found).max())
    assert abs(level - (77 if mode != "I;16" else 41_000 if format == "png" else 41_000 // 257)) <= (format == "jpeg")


def test_jpeg_lays_white_under_transparent_pixels(place: Place, tmp_path: Path) -> None:
    (tmp_path / "faces").mkdir()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(tmp_path / "faces" / "a.png")
    assert packed(tmp_path / "faces", place, format="jpeg").index.total("transparent") == 0
    (one,) = examples(tmp_path / "shards")
    assert (tf.io.decode_jpeg(one["image"].bytes_list.value[0]).numpy() == 255).all()


def test_labels_and_attributes(faces: Path, place: Place, tmp_path: Path) -> None:
    Image.new("RGB", (6, 4)).save(faces / "alone.png")
    table = tmp_path / "table.csv"
    rows = [f"{path.name},{number},-1" for number, path in enumerate(sorted(faces.rglob("*.*g")))]
    table.write_text("\n".join(["name,age,hat", *rows]))
    assert packed(faces, place_at(str(tmp_path / "none"))).index.class_names is None
    made = packed(faces, place, labels="partial", attributes=table)
    assert made.index.attribute_names == ("age", "hat")
    assert made.index.attribute_ends == (0.0, 40.0)
    found = {one["name"].bytes_list.value[0]: one for one in examples(tmp_path / "shards")}
    assert [found[name]["labelled"].int64_list.value[0] for name in (b"alone.png", b"cat/01.png")] == [0, 1]
    assert found[b"alone.png"]["attributes"].float_list.value[0] == 0.0


def test_folders_that_cannot_be_packed(faces: Path, place: Place, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder, options, message in (
        ("none", {}, "does not exist"),
        ("empty", {}, "holds no images"),
        ("faces/cat", {"labels": "folders"}, "is in no sub-folder"),
        ("faces/cat", {"labels": "partial"}, "no image is in a sub-folder"),
    ):
        with pytest.raises(PackError, match=message):
            packed(tmp_path / folder, place, **options)
    assert place.names() == []


def test_a_store_holds_what_a_folder_does(faces: Path, place: Place) -> None:
    store = place_at("ram://faces/shards")
    assert packed(faces, store).index == packed(faces, place).index
    assert packed(faces, store).written == 0
    assert all(store.read(name) == place.read(name) for name in place.names() if not name.startswith("sources"))


def test_names_that_are_no_text(faces: Path, place: Place) -> None:
    path = os.fsencode(faces / "cat") + b"/\xff.png"
    try:
        with open(path, "wb") as file:
            file.write((faces / "cat" / "01.png").read_bytes())
    except OSError:
        pytest.skip("this file system takes no such name")
    assert packed(faces, place).index.count == 41
    assert packed(faces, place).written == 0
