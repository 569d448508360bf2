"""Mistakes about data as values, with the message that a user sees."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from gancompile.catalogue.sources import (
    ArgumentPosition,
    EntryPart,
    FieldFacts,
    SourceFacts,
    SourceProblem,
    inspect_source,
)
from gancompile.compiler.elaborate.withheld_labels import withhold_labels


def problem(kind: str, arguments: dict[str, Any], base: Path) -> SourceProblem:
    found = inspect_source(kind, arguments, base)
    assert isinstance(found, SourceProblem), found
    assert found.message[0] in "`" or found.message[0].islower()
    assert not found.message.endswith(".")
    return found


def save(path: Path, **arrays: Any) -> None:
    np.savez(path, **arrays)


def test_a_missing_folder_or_file_has_a_neighbour(tmp_path: Path) -> None:
    (tmp_path / "face").mkdir()
    (tmp_path / "points.csv").touch()
    found = problem("images", {"folder": "faces"}, tmp_path)
    assert (found.position, found.message, found.help) == (
        ArgumentPosition("folder"),
        "folder `faces` does not exist",
        "did you mean `face`?",
    )
    assert problem("csv", {"file": "point.csv"}, tmp_path).help == "did you mean `points.csv`?"
    assert str(tmp_path) in (problem("npz", {"file": "zzz/q"}, tmp_path).help or "")
    assert "is a file, but a folder is wanted" in problem("images", {"folder": "points.csv"}, tmp_path).message
    assert "is a folder, but a file is wanted" in problem("npy", {"file": "face"}, tmp_path).message
    assert "holds no images" in problem("images", {"folder": "face"}, tmp_path).message


def test_pictures(tmp_path: Path) -> None:
    Image.new("RGB", (4, 6)).save(tmp_path / "a.png")
    facts = inspect_source("images", {"folder": "."}, tmp_path)
    assert isinstance(facts, SourceFacts)
    assert facts.fields == {"image": FieldFacts(shape=(6, 4, 3), dtype="uint8", low=0, high=255)}
    assert (facts.count, facts.files) == (1, (str(tmp_path / "a.png"),))
    assert "`a.png`" in problem("images", {"folder": ".", "labels": "folders"}, tmp_path).message
    Image.new("RGB", (5, 6)).save(tmp_path / "b.jpg")
    facts = inspect_source("images", {"folder": "."}, tmp_path)
    assert isinstance(facts, SourceFacts)
    assert facts.fields["image"].shape == (None, None, 3)
    (tmp_path / "c.png").write_text("no picture")
    assert "`c.png` (its format is not known)" in problem("images", {"folder": "."}, tmp_path).message


def test_pairs(tmp_path: Path) -> None:
    for place in ("photo/a/1.png", "photo/b/2.png", "mask/a/1.bmp", "mask/b/2.png"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (4, 6)).save(tmp_path / place)
    folders = {"photo": "photo", "mask": "mask"}
    facts = inspect_source("images", {"folders": folders, "channels": {"mask": 1}}, tmp_path)
    assert isinstance(facts, SourceFacts)
    assert facts.count == 2
    assert {name: field.shape for name, field in facts.fields.items()} == {
        "photo": (6, 4, 3), "mask": (6, 4, 1), "label": (),
    }  # fmt: skip
    assert facts.fields["label"].classes == 2
    found = problem("images", {"folders": folders, "channels": {"masc": 1}}, tmp_path)
    assert (found.position, found.help) == (ArgumentPosition("channels", "masc", EntryPart.KEY), "did you mean `mask`?")
    assert "called `label`" in problem("images", {"folders": {"x": "photo", "label": "mask"}}, tmp_path).message
    Image.new("L", (4, 6)).save(tmp_path / "photo" / "b" / "3.png")
    found = problem("images", {"folders": folders}, tmp_path)
    assert found.message == "image `b/3.png` of folder `photo` has no partner in `mask`"
    assert (found.position, found.help) == (
        ArgumentPosition("folders", "photo"),
        "it would be called `b/3`, with any ending",
    )
    Image.new("L", (4, 6)).save(tmp_path / "mask" / "b" / "3.png")
    Image.new("L", (4, 6)).save(tmp_path / "mask" / "b" / "3.bmp")
    found = problem("images", {"folders": folders}, tmp_path)
    assert found.message == "folder `mask` has two images called `3`, so their partners are not known"


def test_partly_labelled_pictures(tmp_path: Path) -> None:
    Image.new("RGB", (4, 6)).save(tmp_path / "a.png")
    found = problem("images", {"folder": ".", "labels": "partial"}, tmp_path)
    assert found.message == "no image of folder `.` is in a sub-folder, and so none has a label"
    for place in ("x/1.png", "y/2.png"):
        (tmp_path / place).parent.mkdir()
        Image.new("RGB", (4, 6)).save(tmp_path / place)
    facts = inspect_source("images", {"folder": ".", "labels": "partial"}, tmp_path)
    assert isinstance(facts, SourceFacts)
    assert facts.fields["label"].classes == 2
    assert facts.fields["labelled"] == FieldFacts(shape=(), dtype="float32", low=0, high=1)
    twice = withhold_labels(facts, 0.5)
    assert isinstance(twice, SourceProblem)
    assert "already" in twice.message
    assert problem("images", {"folders": {"labelled": "."}}, tmp_path).message.endswith("called `labelled`")


def test_at_most_two_hundred_headers_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(399):
        (tmp_path / f"{number}.bmp").touch()
    read = []

    def fake(path: Path) -> Any:
        read.append(path)
        return Image.new("RGB", (4, 4))

    monkeypatch.setattr(Image, "open", fake)
    facts = inspect_source("images", {"folder": "."}, tmp_path)
    assert isinstance(facts, SourceFacts)
    assert facts.count == 399
    assert 100 < len(set(read)) <= 200


def test_arrays(tmp_path: Path) -> None:
    save(tmp_path / "a.npz", x_train=np.ones((4, 2)), x_test=np.ones((3, 2)), one=np.float32(3), text=np.array(["a"]))
    found = problem("npz", {"file": "a.npz", "fields": {"image": "x_trian"}}, tmp_path)
    assert (found.position, found.help) == (ArgumentPosition("fields"), "did you mean `x_train`?")
    found = problem("npz", {"file": "a.npz", "fields": {"a": "x_train", "b": "x_test"}}, tmp_path)
    assert "`a` 4, `b` 3" in found.message
    assert "fields:" in (found.help or "")
    assert "a single number" in problem("npz", {"file": "a.npz", "fields": {"a": "one"}}, tmp_path).message
    assert "no numbers" in problem("npz", {"file": "a.npz", "fields": {"a": "text"}}, tmp_path).message
    save(tmp_path / "b.npz")
    assert "holds no arrays" in problem("npz", {"file": "b.npz"}, tmp_path).message
    np.save(tmp_path / "a.npy", np.ones((0, 2)))
    assert "no examples" in problem("npy", {"file": "a.npy"}, tmp_path).message


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x93NUMPY",
        b"\x93NUMPY\x01\x00",
        b"\x93NUMPY\x01\x00\x05\x00{'a'}",
        b"\x93NUMPY\x01\x00" + struct.pack("<H", 60000) + b"(" * 60000,
        b"\x93NUMPY\x01\x00\x1d\x00{'descr': '<f4', 'shape': 'ab'}",
        b"PK\x03\x04 and no more",
        b"plain text",
    ],
)
@pytest.mark.parametrize("kind", ["npy", "npz"])
def test_broken_arrays_are_told_and_raise_never(kind: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(content)
    assert problem(kind, {"file": "a"}, tmp_path).position == ArgumentPosition("file")


def test_big_arrays_are_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.npy").open("wb") as file:
        header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000, 3), }\n"
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header)
    assert "24,000,000,000 bytes, but the file has" in problem("npy", {"file": "a.npy"}, tmp_path).message
    with (tmp_path / "a.npy").open("r+b") as file:
        file.truncate(128 + 24 * 10**9)
    facts = inspect_source("npy", {"file": "a.npy"}, tmp_path)
    assert isinstance(facts, SourceFacts)
    assert facts.count == 10**9


@pytest.mark.parametrize(
    ("text", "more", "argument", "told"),
    [
        ("", {}, "file", "is empty"),
        ("a,b\n", {}, "file", "no rows"),
        ("a,b\n1,2\n3,x\n", {}, "file", "line 3 of `t.csv` has `x` for `b`, which is no number"),
        ("a,b\n1,2\n\n3,\n", {}, "file", "line 4 of `t.csv` has an empty cell for `b`"),
        ("a,b\n1,nan\n", {}, "file", "line 2 of `t.csv` has `nan`"),
        ("a,b\n1,2,3\n", {}, "file", "line 2 of `t.csv` has 3 cells, but the header has 2"),
        ("a,b\n1,2\n", {"columns": ["c"]}, ArgumentPosition("columns", "c", EntryPart.ITEM), "no column `c`"),
        ("a,b\n1,2\n", {"label": "c"}, "label", "no column `c`"),
        ("a\n1\n", {"label": "a"}, "label", "no column beside the label `a`"),
        ("a,a\n1,2\n", {}, "file", "2 columns called `a`"),
    ],
)
def test_tables(text: str, more: dict[str, Any], argument: str | ArgumentPosition, told: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(text)
    found = problem("csv", {"file": "t.csv", **more}, tmp_path)
    position = argument if isinstance(argument, ArgumentPosition) else ArgumentPosition(argument)
    assert found.position == position
    assert told in found.message


def test_a_table_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"PK\x03\x04 and more")
    message = problem("csv", {"file": "t.csv"}, tmp_path).message
    assert message == "`t.csv` cannot be read as a table: it is a workbook or a zip archive, not text"


def test_records(tmp_path: Path) -> None:
    wanted = {"image": {"shape": [2, 2, 3], "encoding": "png"}}
    assert "no file is called `*.rec`" in problem("tfrecord", {"files": "*.rec", "features": wanted}, tmp_path).message
    (tmp_path / "a.rec").write_bytes(struct.pack("<Q", 100) + bytes(20))
    assert "no whole TFRecord" in problem("tfrecord", {"files": "*.rec", "features": wanted}, tmp_path).message
    (tmp_path / "a.rec").write_bytes(b"")
    assert "no examples" in problem("tfrecord", {"files": "*.rec", "features": wanted}, tmp_path).message
    (tmp_path / "a.rec").write_bytes((struct.pack("<Q", 4) + bytes(12)) * 3)
    facts = inspect_source("tfrecord", {"files": "*.rec", "features": wanted}, tmp_path)
    assert isinstance(facts, SourceFacts)
    assert (facts.count, facts.files) == (3, (str(tmp_path / "a.rec"),))
    for features, told in (
        ({"image": {"shape": [2, 2], "encoding": "png"}}, "declared as [2, 2]"),
        ({"image": {"shape": [2, 2, 3], "encoding": "png", "dtype": "float32"}}, "declared as float32"),
    ):
        found = problem("tfrecord", {"files": "a.rec", "features": features}, tmp_path)
        assert found.position == ArgumentPosition("features")
        assert told in found.message
