"""Every source of the catalogue: its row is valid, and the facts and the loaded examples agree."""

import csv
import gzip
import os
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from jsonschema import Draft202012Validator
from PIL import Image

from gancompile.catalogue.sources import (
    FieldFacts,
    SourceFacts,
    SourceProblem,
    SourceRow,
    inspect_source,
    source_rows,
    verify_source,
)
from gancompile.catalogue.sources.audio.wav_bytes import wav_bytes
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.steps import inspect_steps
from gancompile.packing import PackOptions, pack, plan_packing
from gancompile.runtime.data import batches, decoded, load_source
from gancompile.shards import place_at

RNG = np.random.default_rng(0)
HUBS = {"hf", "tfds"}
"""Sources over packages that are extras; test_hubs.py has their examples."""


def pictures(folder: Path, formats: tuple[str, ...] = ("png", "jpg", "webp", "gif", "bmp"), mode: str = "RGB") -> Path:
    for number, suffix in enumerate(formats):
        path = folder / f"class{number % 2}" / f"{number}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(RNG.integers(0, 255, (6, 5, 3)).astype(np.uint8)).convert(mode).save(path)
    (folder / ".hidden.png").write_text("no picture")
    (folder / "class0" / ".thumbs").mkdir()
    (folder / "class0" / ".thumbs" / "a.png").write_text("no picture")
    (folder / "class0" / "folder.png").mkdir()
    return folder


def partly(folder: Path) -> Path:
    """Pictures of two classes and one of neither, in no sub-folder."""
    Image.new("RGB", (5, 6)).save(pictures(folder) / "z.png")
    return folder


def packed(folder: Path, shards: Path, **options: Any) -> str:
    """The path of the shards of a folder, two images in each."""
    place, wanted = place_at(str(shards)), PackOptions(per_shard=2, **options)
    pack(plan_packing(folder, place, wanted, update=False), place, wanted, lambda _: None)
    return str(shards)


def turned(folder: Path) -> Path:
    folder.mkdir()
    exif = Image.Exif()
    exif[0x0112] = 6
    for suffix in ("jpg", "webp"):
        Image.new("RGB", (8, 4)).save(folder / f"a.{suffix}", exif=exif)
    return folder


def npz(path: Path, **arrays: Any) -> Path:
    np.savez(path, **arrays)
    return path


def npy(path: Path, array: Any) -> Path:
    np.save(path, array)
    return path


def table(path: Path, rows: list[list[Any]], delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def sounds(folder: Path) -> Path:
    for number, name in enumerate(("a/1", "a/2", "b/1")):
        path = folder / f"{name}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wav_bytes(RNG.uniform(-1, 1, 90 + 80 * number), 8000))
    return folder


def idx(path: Path, array: Any) -> None:
    """An array of bytes or of 32 bits in the format of MNIST."""
    header = struct.pack(f">HBB{array.ndim}I", 0, 0x08 if array.dtype == np.uint8 else 0x0C, array.ndim, *array.shape)
    content = header + array.astype(array.dtype.newbyteorder(">")).tobytes()
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


def mnist_files(folder: Path) -> Path:
    idx(folder / "train-images-idx3-ubyte.gz", bytes_of(7, 4, 5))
    idx(folder / "train-labels-idx1-ubyte.gz", (np.arange(7) % 3).astype(np.uint8))
    idx(folder / "t10k-images.idx3-ubyte", bytes_of(5, 4, 5))
    idx(folder / "t10k-labels.idx1-ubyte", (np.arange(5) % 2).astype(np.int32))
    return folder


def lines(path: Path) -> Path:
    path.write_text("ab\n\nbcd\n")
    return path


def feature(values: Any) -> Any:
    if isinstance(values, bytes):
        return tf.train.Feature(bytes_list=tf.train.BytesList(value=[values]))
    if values.dtype.kind == "i":
        return tf.train.Feature(int64_list=tf.train.Int64List(value=values.ravel()))
    return tf.train.Feature(float_list=tf.train.FloatList(value=values.ravel()))


def records(path: Path, *examples: dict[str, Any]) -> Path:
    with tf.io.TFRecordWriter(str(path)) as writer:
        for example in examples:
            features = tf.train.Features(feature={name: feature(values) for name, values in example.items()})
            writer.write(tf.train.Example(features=features).SerializeToString())
    return path


def png(shape: tuple[int, ...]) -> bytes:
    encoded: bytes = tf.io.encode_png(RNG.integers(0, 255, shape).astype(np.uint8)).numpy()
    return encoded


def bytes_of(*shape: int) -> Any:
    return RNG.integers(0, 255, shape).astype(np.uint8)


def examples(tmp: Path) -> dict[str, tuple[str, dict[str, Any]]]:
    """Small examples of every source, by name: the source, whose row may have one, or that and a word on what is special."""
    both = {"features": {"image": {"shape": [4, 4, 3], "encoding": "png"}, "y": {"shape": [], "dtype": "int64"}}}
    raw = {"features": {"a": {"shape": [3], "dtype": "float32"}, "b": {"shape": [2, 2], "encoding": "raw"}}}
    one = records(tmp / "1.tfrecord", *({"image": png((4, 4, 3)), "y": np.array(i)} for i in range(3)))
    records(tmp / "2.tfrecord", {"image": png((4, 4, 3)), "y": np.array(9)})
    other = records(tmp / "raw.rec", {"a": np.ones(3, np.float32), "b": bytes([1, 2, 3, 4])})
    text = [["a", "b", "kind"], [1, 2.5, "cat"], [3, "-1e3", "ant"], [0, 0, "cat"]]
    of_rows = {key: (key, dict(row.example)) for key, row in source_rows().items() if row.example is not None}
    return of_rows | {
        "digits all": ("digits", {}),
        "digits sized": ("digits", {"split": "test", "size": 8}),
        "images": ("images", {"folder": str(pictures(tmp / "a"))}),
        "grey images": ("images", {"folder": str(pictures(tmp / "b", mode="L")), "channels": 1}),
        "clear images": ("images", {"folder": str(pictures(tmp / "c")), "channels": 4, "labels": "none"}),
        "turned images": ("images", {"folder": str(turned(tmp / "d"))}),
        "partial images": ("images", {"folder": str(partly(tmp / "g")), "labels": "partial"}),
        "shards": ("shards", {"folder": packed(pictures(tmp / "k"), tmp / "k-shards"), "window": 2}),
        "partial shards": ("shards", {"folder": packed(partly(tmp / "l"), tmp / "l-shards", labels="partial")}),
        "paired images": (
            "images",
            {
                "folders": {"photo": str(pictures(tmp / "e")), "mask": str(pictures(tmp / "f", mode="L"))},
                "channels": {"mask": 1},
            },
        ),
        "series": ("series", {"file": str(npy(tmp / "s.npy", RNG.normal(size=(40, 2)))), "window": 8, "stride": 3}),
        "mnist": ("mnist", {"folder": str(mnist_files(tmp / "idx"))}),
        "mnist test": ("mnist", {"folder": str(tmp / "idx"), "split": "test"}),
        "npz": ("npz", {"file": str(npz(tmp / "a.npz", label=np.arange(7), image=bytes_of(7, 4, 5)))}),
        "npz renamed": (
            "npz",
            {
                "file": str(npz(tmp / "b.npz", x=bytes_of(7, 4, 5, 3), y=bytes_of(7), z=np.ones((7, 2), bool), o=[1])),
                "fields": {"label": "y", "image": "x", "mask": "z"},
            },
        ),
        "npy": ("npy", {"file": str(npy(tmp / "a.npy", RNG.normal(size=(6, 3))))}),
        "npy turned bytes": ("npy", {"file": str(npy(tmp / "b.npy", np.ones((6, 3), ">f4")))}),
        "npy half": ("npy", {"file": str(npy(tmp / "c.npy", np.ones((6, 4, 4, 1), np.float16)))}),
        "csv": ("csv", {"file": str(table(tmp / "a.csv", text)), "label": "kind"}),
        "csv columns": ("csv", {"file": str(table(tmp / "b.csv", text, ";")), "columns": ["b"], "delimiter": ";"}),
        "table": ("table", {"file": str(table(tmp / "c.csv", text))}),
        "audio": ("audio", {"folder": str(sounds(tmp / "h")), "window": 100}),
        "text": ("text", {"file": str(lines(tmp / "a.txt"))}),
        "tfrecord": ("tfrecord", {"files": str(tmp / "*.tfrecord"), **both}),
        "tfrecord list": ("tfrecord", {"files": [str(one)], **both}),
        "tfrecord raw": ("tfrecord", {"files": str(other), **raw}),
    }


def assert_told(facts: SourceFacts, description: dict[str, Any]) -> None:
    """One batch has the fields, types, shapes and ranges of the facts."""
    (made,) = batches(description, seed=0).take(1).as_numpy_iterator()
    assert set(made) == set(facts.fields)
    for name, field in facts.fields.items():
        assert made[name].dtype == field.dtype, name
        assert made[name].shape[1:] == field.shape, name
        if field.low is not None and field.high is not None:
            assert field.low <= made[name].min() <= made[name].max() <= field.high
        if field.classes is not None:
            assert 0 <= made[name].min() <= made[name].max() < field.classes


@pytest.fixture
def mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    """The data set of Keras without a download, as long as the facts say."""
    import keras

    parts = [(np.zeros((n, 28, 28), np.uint8), np.arange(n, dtype=np.uint8) % 10) for n in (60_000, 10_000)]
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: parts)


@pytest.mark.usefixtures("mnist")
@pytest.mark.parametrize("key", sorted(source_rows().keys() - HUBS))
def test_every_source(key: str, tmp_path: Path) -> None:
    found = {name: arguments for name, (kind, arguments) in examples(tmp_path).items() if kind == key}
    assert found, f"add an `example` to the row of `{key}`, or one with files to `examples`"
    for arguments in found.values():
        check_source(key, arguments, tmp_path)


def check_source(key: str, arguments: dict[str, Any], folder: Path) -> None:
    """The row is valid, the schema takes the arguments, and what is loaded has the fields, types, shapes and count of the facts."""
    check_row(source_rows()[key])
    assert arguments.keys() <= source_rows()[key].arguments.keys()
    facts = inspect_source(key, arguments, folder)
    assert isinstance(facts, SourceFacts), facts
    encoding = next((field.encoding for field in facts.fields.values() if field.encoding), None)
    loaded = {**arguments, **({"encoding": encoding} if encoding else {})}
    source = load_source(key, loaded)
    assert source.count == facts.count
    assert source.fields == tuple(facts.fields)
    gathered = source.gather(tf.constant([0, 0], tf.int64), tf.constant([1, 2], tf.int32))
    assert {name: tuple(value.shape) for name, value in gathered.items()} == {
        name: (2, *field.shape) for name, field in facts.fields.items()
    }
    if encoding:
        assert source_rows()[key].samples == encoding["kind"]
        example = next(iter(facts.fields))
        samples = decoded(gathered[example], encoding, example, tf.constant(0, tf.int64))
        assert all(len(value) == 2 for value in samples.values())
    assert_told(facts, {"sets": {"": {"source": {"kind": key, "arguments": loaded}}}, "batch": 16})


def check_row(row: SourceRow) -> None:
    """The row has help for everything, valid types, and defaults that these types allow."""
    assert row.help
    assert not row.help.endswith(".")
    for argument in row.arguments.values():
        Draft202012Validator.check_schema(argument.type)
        assert argument.help
        assert argument.instead_of is None or row.arguments[argument.instead_of].required
        if argument.default is not None:
            Draft202012Validator(argument.type).validate(argument.default)


@pytest.mark.parametrize(
    "steps",
    [
        [{"resize": [7, 9]}],
        [{"resize": [7, 9]}, {"crop": [3, 4]}, {"grayscale": True}],
        [{"grayscale": True}, {"random_crop": [2, 3]}, {"flip": "vertical"}, {"range": [0, 1]}],
        [{"range": [-1, 1]}, {"resize": [3, 3]}],
    ],
)
@pytest.mark.parametrize("name", ["digits", "images", "shards", "paired images", "npz renamed", "npy half", "tfrecord"])
def test_facts_after_steps_are_what_the_runtime_yields(name: str, steps: list[Any], tmp_path: Path) -> None:
    kind, arguments = examples(tmp_path)[name]
    native = inspect_source(kind, arguments, tmp_path)
    assert isinstance(native, SourceFacts)
    facts = inspect_steps(native, steps)
    assert isinstance(facts, SourceFacts)
    # Interpolation may miss an end of the range by a rounding of float32.
    exact = SourceFacts(fields={n: _wider(f) for n, f in facts.fields.items()}, count=facts.count)
    assert_told(exact, {"sets": {"": {"source": {"kind": kind, "arguments": arguments}, "steps": steps}}, "batch": 16})


def _wider(field: Any) -> Any:
    from dataclasses import replace

    return field if field.low is None else replace(field, low=field.low - 1e-4, high=field.high + 1e-4)


@pytest.mark.parametrize(
    ("name", "shape"), [("mnist", (28, 28)), ("fashion_mnist", (28, 28)), ("cifar10", (32, 32, 3))]
)
@pytest.mark.parametrize("split", ["train", "test"])
def test_sets_of_keras(name: str, shape: tuple[int, ...], split: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import keras

    count = {"train": 60_000 if "mnist" in name else 50_000, "test": 10_000}
    labels = (10,) if "mnist" in name else (10, 1)
    parts = [(np.zeros((10, *shape), np.uint8), np.full(labels, 9, np.uint8)) for _ in count]
    monkeypatch.setattr(getattr(keras.datasets, name), "load_data", lambda: parts)
    arguments = {"name": name, "split": split}
    facts = inspect_source("keras", arguments, Path())
    assert isinstance(facts, SourceFacts)
    assert facts.count == count[split]
    assert_told(facts, {"sets": {"": {"source": {"kind": "keras", "arguments": arguments}}}, "batch": 4})


def test_a_set_of_keras_that_cannot_be_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    import keras

    def fails() -> None:
        raise OSError("no route to host")

    monkeypatch.setattr(keras.datasets.mnist, "load_data", fails)
    with pytest.raises(DataError, match=r"mnist cannot be had: no route to host.*datasets"):
        load_source("keras", {"name": "mnist"})


def test_idx_files_that_are_not_whole(tmp_path: Path) -> None:
    folder = mnist_files(tmp_path / "idx")
    for name, content, message in (
        ("t10k-images.idx3-ubyte", (folder / "t10k-images.idx3-ubyte").read_bytes()[:-1], "100 bytes, but has 99"),
        ("t10k-labels.idx1-ubyte", b"no IDX", "is no IDX file"),
        ("t10k-labels.idx1-ubyte", b"", "cannot be read"),
    ):
        before = (folder / name).read_bytes()
        (folder / name).write_bytes(content)
        arguments = {"folder": str(folder), "split": "test"}
        (problem,) = verify_source("mnist", arguments, tmp_path)
        assert message in problem.message
        with pytest.raises(DataError, match=message):
            load_source("mnist", arguments)
        (folder / name).write_bytes(before)
    (folder / "t10k-images.idx3-ubyte").unlink()
    found = inspect_source("mnist", {"folder": "idx", "split": "test"}, tmp_path)
    assert isinstance(found, SourceProblem)
    assert "has no file of images for `split: test`; it has t10k-labels" in found.message
    (folder / "train-images-idx3-ubyte.gz").rename(folder / "images-idx3-ubyte.gz")
    facts = inspect_source("mnist", {"folder": "idx"}, tmp_path)
    assert isinstance(facts, SourceFacts)
    assert (facts.count, facts.fields["label"].values) == (7, (0, 1, 2))


def test_pickles_are_refused(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> Any:
            return os.mkdir, (str(tmp_path / "sprung"),)

    np.save(tmp_path / "a.npy", np.array([Trap()], dtype=object), allow_pickle=True)
    np.savez(tmp_path / "a.npz", allow_pickle=True, x=np.array([Trap()], dtype=object))
    for kind in ("npy", "npz"):
        arguments = {"file": str(tmp_path / f"a.{kind}")}
        problem = inspect_source(kind, arguments, tmp_path)
        assert isinstance(problem, SourceProblem)
        assert "never loaded" in problem.message
        with pytest.raises(DataError, match="allow_pickle"):
            load_source(kind, arguments)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("kind", ["npy", "npz", "csv"])
def test_what_cannot_be_read_is_named(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.dat"
    for content in (b"", b"\x93NUMPY", b"PK\x03\x04 broken", bytes(range(256)) * 4):
        path.write_bytes(content)
        with pytest.raises(DataError, match=r"broken.dat"):
            load_source(kind, {"file": str(path)})
    with pytest.raises(DataError, match="missing"):
        load_source(kind, {"file": str(tmp_path / "missing")})


def test_arrays_that_do_not_belong_together(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="`a` 3, `b` 4"):
        load_source("npz", {"file": str(npz(tmp_path / "a.npz", a=np.ones(3), b=np.ones(4)))})
    with pytest.raises(DataError, match="no examples"):
        load_source("npy", {"file": str(npy(tmp_path / "a.npy", np.ones((0, 3))))})
    with pytest.raises(DataError, match="32 bits"):
        load_source("npy", {"file": str(npy(tmp_path / "b.npy", np.array([2**40])))})


def test_labels_that_are_numbers_go_by_value(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", [["x", "y"], *([0, label] for label in (10, 2, 0, 1, 2))])
    (made,) = batches(
        {
            "sets": {"": {"source": {"kind": "csv", "arguments": {"file": str(path), "label": "y"}}, "shuffle": False}},
            "batch": 5,
        },
        seed=0,
    ).take(1)
    assert made["label"].numpy().tolist() == [3, 2, 0, 1, 2]


def test_records_that_are_not_as_declared(tmp_path: Path) -> None:
    path = records(tmp_path / "a.tfrecord", {"image": png((4, 8, 3)), "v": np.ones(3, np.float32)})
    for features, told in (
        ({"image": {"shape": [8, 4, 3], "encoding": "png"}}, r"`image` is \[4, 8, 3\], but is declared as \[8, 4, 3\]"),
        ({"v": {"shape": [4]}}, r"`v` has 3 values, but is declared as \[4\]"),
        ({"w": {"shape": [1], "encoding": "raw"}}, "no bytes for `w`"),
    ):
        with pytest.raises(DataError, match=rf"a.tfrecord.*{told}"):
            load_source("tfrecord", {"files": str(path), "features": features})


@pytest.mark.parametrize("cache", [True, False])
@pytest.mark.parametrize("channels", [1, 3])
def test_sixteen_bits_keep_their_levels(tmp_path: Path, cache: bool, channels: int) -> None:
    levels = np.arange(100, 4100, dtype=np.uint16).reshape(1, 50, 80)
    Image.fromarray(levels[0]).save(tmp_path / "a.png")
    other = Image.new("L", (80, 50), 8) if channels == 1 else Image.fromarray(np.full((50, 80), 8 * 257, np.uint16))
    other.save(tmp_path / "b.png")
    source = {"kind": "images", "arguments": {"folder": str(tmp_path), "channels": channels}}
    facts = inspect_source("images", source["arguments"], tmp_path)
    assert isinstance(facts, SourceFacts)
    assert facts.fields["image"] == FieldFacts(shape=(50, 80, channels), dtype="float32", deep=True)
    described = {"source": source, "steps": [{"range": [-1, 1]}], "cache": cache, "shuffle": False}
    (made,) = batches({"sets": {"": described}, "batch": 2}, seed=0).take(1)
    # 8 bits are scaled to 16: 8 stands for 2,056. The least level of all images is 100, the largest 4,099.
    expected = np.stack([levels[0], np.full((50, 80), 8 * 257)]) / 3999 * 2 - 1 - 200 / 3999
    np.testing.assert_allclose(made["image"].numpy(), np.repeat(expected[..., None], channels, -1), atol=1e-5)


def test_colours_beside_a_grey_image_of_16_bits_stay_colours(tmp_path: Path) -> None:
    Image.fromarray(np.full((2, 2), 257 * 100, np.uint16)).save(tmp_path / "a.png")
    Image.new("RGBA", (2, 2), (10, 20, 30, 0)).save(tmp_path / "b.png")
    source = {"kind": "images", "arguments": {"folder": str(tmp_path)}}
    facts = inspect_source("images", source["arguments"], tmp_path)
    assert isinstance(facts, SourceFacts)
    assert facts.fields["image"] == FieldFacts(
        shape=(2, 2, 3), dtype="uint8", low=0, high=255, transparent=True, cut=True
    )
    (made,) = batches({"sets": {"": {"source": source, "shuffle": False}}, "batch": 2}, seed=0).take(1)
    assert made["image"].numpy()[0].max() == made["image"].numpy()[0].min() == 100
    assert made["image"].numpy()[1].tolist() == [[[255] * 3] * 2] * 2


def test_transparent_pixels_lie_over_the_background(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (2, 1), (10, 20, 30, 255))
    picture.putpixel((1, 0), (0, 0, 0, 0))
    picture.save(tmp_path / "a.png")
    picture.convert("LA").save(tmp_path / "b.png")
    for arguments, behind in (({}, [255, 255, 255]), ({"background": "#010203"}, [1, 2, 3])):
        source = {"kind": "images", "arguments": {"folder": str(tmp_path), **arguments}}
        facts = inspect_source("images", source["arguments"], tmp_path)
        assert isinstance(facts, SourceFacts)
        assert facts.fields["image"].transparent is not bool(arguments)
        (made,) = batches({"sets": {"": {"source": source, "shuffle": False}}, "batch": 2}, seed=0).take(1)
        assert made["image"].numpy()[0].tolist() == [[[10, 20, 30], behind]]
        assert made["image"].numpy()[1, 0, 1].tolist() == behind
    facts = inspect_source("images", {"folder": str(tmp_path), "channels": 4}, tmp_path)
    assert isinstance(facts, SourceFacts)
    assert not facts.fields["image"].transparent


def test_links_are_followed_and_circles_end(tmp_path: Path) -> None:
    pictures(tmp_path / "elsewhere", formats=("png", "jpg"))
    folder = tmp_path / "all"
    folder.mkdir()
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "class0" / "up").symlink_to(tmp_path)
    (folder / "self").symlink_to(folder)
    facts = inspect_source("images", {"folder": str(folder)}, tmp_path)
    assert isinstance(facts, SourceFacts)
    assert sorted(Path(path).name for path in facts.files) == ["0.png", "1.jpg"]
    assert facts.fields["label"].class_names == ("linked",)


def test_other_files_are_counted(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "faces")
    for name in ("a.psd", "b.heic", "class0/c.PSD", "notes.txt", "list.csv", "Thumbs.db", "LICENSE"):
        (folder / name).write_bytes(b"x")
    (folder / "__MACOSX").mkdir()
    (folder / "__MACOSX" / "d.psd").write_bytes(b"x")
    facts = inspect_source("images", {"folder": "faces"}, tmp_path)
    assert isinstance(facts, SourceFacts)
    assert facts.passed_over == {".psd": 2, ".heic": 1}
    (tmp_path / "raw").mkdir()
    for number in range(3):
        (tmp_path / "raw" / f"{number}.cr2").write_bytes(b"x")
    found = inspect_source("images", {"folder": "raw"}, tmp_path)
    assert isinstance(found, SourceProblem)
    assert found.message == "folder `raw` holds no images, but 3 .cr2"
    assert "npz" in str(found.help)


def test_broken_images_are_all_named_or_left_out(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "faces")
    whole = (folder / "class0" / "0.png").read_bytes()
    (folder / "class1" / "cut.png").write_bytes(whole[:60])
    (folder / "class0" / "empty.png").touch()
    found = inspect_source("images", {"folder": "faces"}, tmp_path)
    assert isinstance(found, SourceProblem)
    assert found.message.startswith(
        "of 7 images that were opened in folder `faces`, 1 cannot be read: `class0/empty.png` (it is empty)"
    )
    (problem,) = verify_source("images", {"folder": "faces"}, tmp_path)
    assert "2 cannot be read: `class0/empty.png` (it is empty), `class1/cut.png` (" in problem.message
    facts = inspect_source("images", {"folder": "faces", "on_bad": "skip"}, tmp_path)
    assert isinstance(facts, SourceFacts)
    assert (facts.count, facts.skipped) == (5, ("class0/empty", "class1/cut"))
    source = load_source("images", {"folder": str(folder), "on_bad": "skip", "skipped": facts.skipped})
    assert source.count == 5
    assert sorted(source.gather(tf.range(5, dtype=tf.int64), tf.zeros(2, tf.int32))["label"].numpy()) == [0, 0, 0, 1, 1]
