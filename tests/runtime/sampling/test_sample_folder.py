"""Folders of samples: a file for each, the same however often it was stopped."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from gancompile.cli import main
from gancompile.runtime.sampling import SampleError
from gancompile.runtime.sampling.contract_file import Port
from gancompile.runtime.sampling.row_source import RowSource
from gancompile.runtime.sampling.sample_folder import write_folder

Capture = pytest.CaptureFixture[str]
GREY = Port(name="image", dtype="uint8", shape=(None, 2, 2, 1))
CODE = Port(name="code", dtype="float32", shape=(None, 3))


class Counted:
    """A source whose sample `i` is full of `i`, and which remembers what it was asked for, until it has enough."""

    def __init__(self, number: int, *, outputs: tuple[Port, ...] = (GREY,), is_exact: bool = True) -> None:
        self.asked: list[list[int]] = []
        self.enough: int | None = None
        self.source = RowSource(
            number=number, outputs=outputs, answer=self._answer, stems=tuple(f"{i:03}" for i in range(number)),
            columns={"seed": str}, is_exact=is_exact, batch=4,
        )  # fmt: skip

    def _answer(self, numbers: Sequence[int]) -> dict[str, Any]:
        if len(self.asked) == self.enough:
            raise KeyboardInterrupt
        self.asked.append(list(numbers))
        values = np.array(numbers)
        return {
            "image": np.broadcast_to(values.astype(np.uint8)[:, None, None, None], (len(values), 2, 2, 1)),
            "code": np.broadcast_to(values.astype(np.float32)[:, None] / 8, (len(values), 3)),
        }


def test_a_stopped_folder_is_gone_on_with(tmp_path: Path) -> None:
    stopped = Counted(10)
    stopped.enough = 2
    with pytest.raises(KeyboardInterrupt):
        write_folder(stopped.source, tmp_path, {"--seed": 0})
    assert len(list(tmp_path.glob("*.png"))) == 8
    assert len((tmp_path / "samples.csv").read_text().splitlines()) == 9
    (tmp_path / "002.png").write_bytes((tmp_path / "002.png").read_bytes()[:-1])
    (tmp_path / "003.png").unlink()
    stamp = (tmp_path / "001.png").stat().st_mtime_ns
    again, done = Counted(10), []
    assert write_folder(again.source, tmp_path, {"--seed": 0}, done.append) == 6
    assert (again.asked, done) == ([[2, 3, 8, 9]], [6, 10])
    assert (tmp_path / "001.png").stat().st_mtime_ns == stamp
    for number in range(10):
        with Image.open(tmp_path / f"{number:03}.png") as image:
            assert np.asarray(image).tolist() == [[number] * 2] * 2
    assert list(csv.reader((tmp_path / "samples.csv").open()))[-1] == ["009.png", "9"]
    assert not list(tmp_path.glob(".*"))


def test_what_depends_on_its_batch_always_comes_in_the_same_one(tmp_path: Path) -> None:
    made = Counted(10, is_exact=False)
    write_folder(made.source, tmp_path, {})
    (tmp_path / "005.png").unlink()
    (tmp_path / "009.png").unlink()
    again = Counted(10, is_exact=False)
    assert write_folder(again.source, tmp_path, {}) == 8
    assert again.asked == [[4, 5, 6, 7], [8, 9]]


def test_outputs_have_folders_and_vectors_a_table(tmp_path: Path) -> None:
    maps = Port(name="map", dtype="float32", shape=(None, 2, 2, 1), range=(0, 10))
    made = Counted(3, outputs=(GREY, maps, CODE))
    answer = made.source.answer
    both = RowSource(
        number=3, outputs=made.source.outputs, stems=made.source.stems,
        answer=lambda numbers: {**answer(numbers), "map": answer(numbers)["image"].astype(np.float32)},
    )  # fmt: skip
    write_folder(both, tmp_path, {})
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.png")) == [
        f"{name}/00{i}.png" for name in ("image", "map") for i in range(3)
    ]
    assert (tmp_path / "code.csv").read_text().splitlines()[:2] == ["sample,code_0,code_1,code_2", "000,0,0,0"]
    with Image.open(tmp_path / "map" / "002.png") as image:
        assert np.asarray(image)[0, 0] == 51


def test_other_samples_in_the_folder_are_never_taken_for_these(tmp_path: Path) -> None:
    write_folder(Counted(2).source, tmp_path, {"--seed": 0, "--label": "3"})
    for recipe, message in (
        ({"--seed": 1, "--label": "3"}, "with `--seed 0`, and now `--seed 1`"),
        ({"--seed": 0}, "with `--label 3`, and now no `--label`"),
        ({"--seed": 0, "--label": "3", "--truncation": 0.5}, "with no `--truncation`, and now `--truncation 0.5`"),
    ):
        with pytest.raises(SampleError, match=message):
            write_folder(Counted(2).source, tmp_path, recipe)
    (tmp_path / "sampling.json").unlink()
    with pytest.raises(SampleError, match="is no sample of this command"):
        write_folder(Counted(2).source, tmp_path, {"--seed": 0})
    (tmp_path / "sampling.json").write_text("[]")
    with pytest.raises(SampleError, match="cannot be read"):
        write_folder(Counted(2).source, tmp_path, {"--seed": 0})


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_classes_have_folders_and_files_their_seeds(digits: Path, tmp_path: Path, capsys: Capture) -> None:
    arguments = ["sample", str(digits), "--seed", "40", "--label", "3,7", "-o"]
    assert main([*arguments, f"{tmp_path}/a/", "-n", "5"]) == 0
    assert sorted(files(tmp_path / "a")) == [
        "3/00000040.png", "3/00000042.png", "3/00000044.png", "7/00000041.png", "7/00000043.png", "samples.csv", "sampling.json",
    ]  # fmt: skip
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    (tmp_path / "b" / "7" / "00000043.png").unlink()
    assert main([*arguments, str(tmp_path / "b"), "-n", "5"]) == 0
    assert "of which 4 were there" in capsys.readouterr().out
    assert files(tmp_path / "a") == files(tmp_path / "b")
    assert (
        main(["sample", str(digits), "--seed", "43", "--label", "7", "-n", "1", "-o", str(tmp_path / "one.npy")]) == 0
    )
    with Image.open(tmp_path / "a" / "7" / "00000043.png") as image:
        np.testing.assert_array_equal(np.asarray(image), np.load(tmp_path / "one.npy")[0, ..., 0])
    assert list(csv.reader((tmp_path / "a" / "samples.csv").open()))[:2] == [
        ["file", "seed", "label"],
        ["3/00000040.png", "40", "3"],
    ]


def test_a_folder_is_translated_under_the_same_names(translator: Path, tmp_path: Path, capsys: Capture) -> None:
    source = tmp_path / "in"
    (source / "deep").mkdir(parents=True)
    random = np.random.default_rng(0)
    for name in ("a.png", "b.bmp", "deep/c.png"):
        Image.fromarray(random.integers(0, 256, (8, 8)).astype(np.uint8)).save(source / name)
    give = ["sample", str(translator), "--with", f"image={source}", "-o"]
    assert main([*give, f"{tmp_path}/out/"]) == 0
    made = [name for name in files(tmp_path / "out") if name.endswith(".png")]
    assert sorted(made) == ["a.png", "b.png", "deep/c.png"]
    assert main(["sample", str(translator), "--with", f"image={source}/a.png", "-o", str(tmp_path / "a.png")]) == 0
    with Image.open(tmp_path / "a.png") as one, Image.open(tmp_path / "out" / "a.png") as same:
        assert one.size == (8, 8)
        np.testing.assert_allclose(np.asarray(one, int), np.asarray(same, int), atol=1)
    assert main([*give, str(source)]) == 2
    assert "results go to another folder" in capsys.readouterr().err
    Image.fromarray(np.zeros((9, 8), np.uint8)).save(source / "z.png")
    assert main([*give, f"{tmp_path}/other/"]) == 2
    assert "has 9x8 pixels (height x width), but `image` takes 8x8" in capsys.readouterr().err
    assert not (tmp_path / "other").exists()
    assert main([*give, f"{tmp_path}/other/", "--resize"]) == 0
    assert main([*give, str(tmp_path / "grid.png"), "--resize"]) == 0
    assert "4 samples" in capsys.readouterr().out


def test_truncation_draws_by_the_same_seeds(digits: Path, tmp_path: Path, capsys: Capture) -> None:
    for name, more in (("plain", []), ("wide", ["--truncation", "9"]), ("narrow", ["--truncation", "0.01"])):
        arguments = ["sample", str(digits), "--label", "3", "-n", "6", *more, "-o", f"{tmp_path}/{name}/"]
        assert main(arguments) == 0
    plain, wide, narrow = (
        np.stack([np.asarray(Image.open(path), float) for path in sorted((tmp_path / name).glob("*.png"))])
        for name in ("plain", "wide", "narrow")
    )
    np.testing.assert_allclose(plain, wide, atol=1)
    assert narrow.std(axis=0).mean() < 0.8 * plain.std(axis=0).mean()
    assert main(["sample", str(digits), "--truncation", "0.5", "--signature", "encode"]) == 2
    assert capsys.readouterr().err.startswith("error: `--truncation`")


def test_a_film_is_a_walk(digits: Path, tmp_path: Path, capsys: Capture) -> None:
    assert main(["sample", str(digits), "--label", "1", "-o", str(tmp_path / "x.gif")]) == 2
    assert "a film is a walk, `--interpolate 7,8`" in capsys.readouterr().err


def test_an_export_without_what_was_added_later(digits: Path, tmp_path: Path, capsys: Capture) -> None:
    folder = shutil.copytree(digits, tmp_path / "b")
    (extra,) = folder.glob("saved_model/*/assets.extra")
    contract = json.loads((extra / "contract.json").read_text())
    (extra / "contract.json").write_text("{}")
    assert main(["sample", str(folder), "--label", "1", "-n", "2", "-o", f"{tmp_path}/o/"]) == 3
    assert "`gancompile export BUILD` exports the build anew" in capsys.readouterr().err
    (extra / "contract.json").unlink()
    assert main(["sample", str(folder), "--label", "1", "-n", "2", "-o", f"{tmp_path}/o/"]) == 0
    assert main(["sample", str(folder), "--label", "1", "--truncation", "1", "-o", f"{tmp_path}/t/"]) == 2
    assert "`assets.extra/contract.json` is missing" in capsys.readouterr().err
    for port in contract["signatures"]["encode"]["inputs"]:
        del port["range"]
    (extra / "contract.json").write_text(json.dumps(contract))
    Image.fromarray(np.zeros((8, 8), np.uint8)).save(tmp_path / "a.png")
    give = ["--with", f"image={tmp_path}/a.png", "-o", str(tmp_path / "e.npy")]
    assert main(["sample", str(folder), "--signature", "encode", *give]) == 2
    assert "not known in which range `image` has its pixels" in capsys.readouterr().err
    shutil.rmtree(extra)
    assert main(["sample", str(folder), "--label", "1", "-n", "2", "-o", f"{tmp_path}/p/"]) == 0


@pytest.mark.parametrize("outputs", [(CODE,), (GREY, CODE)], ids=["table", "images and table"])
def test_a_folder_with_a_table_grows_and_keeps_its_rows(outputs: tuple[Port, ...], tmp_path: Path) -> None:
    write_folder(Counted(3, outputs=outputs).source, tmp_path, {})
    table = tmp_path / "code.csv"
    table.write_text(table.read_text().replace("001,0.125,", "001,7,"))
    more = Counted(10, outputs=outputs)
    assert write_folder(more.source, tmp_path, {}) == 3
    assert more.asked == [[3, 4, 5, 6], [7, 8, 9]]
    names = [f"{i:03}" for i in range(10)]
    rows = list(csv.reader(table.open()))
    assert [row[0] for row in rows] == ["sample", *names]
    assert rows[2] == ["001", "7", "0.125", "0.125"]
    assert rows[10] == ["009", "1.125", "1.125", "1.125"]
    again = Counted(10, outputs=outputs)
    assert (write_folder(again.source, tmp_path, {}), again.asked) == (10, [])


def test_a_stopped_table_holds_what_was_made(tmp_path: Path) -> None:
    stopped = Counted(10, outputs=(GREY, CODE))
    stopped.enough = 1
    with pytest.raises(KeyboardInterrupt):
        write_folder(stopped.source, tmp_path, {})
    assert len((tmp_path / "code.csv").read_text().splitlines()) == 5
    assert write_folder(Counted(10, outputs=(GREY, CODE)).source, tmp_path, {}) == 4
    assert len((tmp_path / "code.csv").read_text().splitlines()) == 11


@pytest.mark.parametrize("outputs", [(GREY,), (CODE,), (GREY, CODE)], ids=["images", "table", "both"])
def test_a_smaller_number_loses_no_rows(outputs: tuple[Port, ...], tmp_path: Path) -> None:
    write_folder(Counted(6, outputs=outputs).source, tmp_path, {})
    before = files(tmp_path)
    assert write_folder(Counted(2, outputs=outputs).source, tmp_path, {}) == 2
    assert files(tmp_path) == before


def test_a_table_of_something_else_is_not_overwritten(tmp_path: Path) -> None:
    for name in ("code.csv", "samples.csv"):
        (tmp_path / name).write_text("mine")
        with pytest.raises(SampleError, match=f"{name}` is there, and is no sample of this command"):
            write_folder(Counted(2, outputs=(CODE,)).source, tmp_path, {})
        (tmp_path / name).unlink()


def test_a_folder_of_an_earlier_version_is_gone_on_with(digits: Path, tmp_path: Path, capsys: Capture) -> None:
    build = shutil.copytree(digits, tmp_path / "b")
    (first,) = (build / "saved_model").iterdir()
    arguments = ["--label", "3", "-o", f"{tmp_path}/out/", "-n"]
    assert main(["sample", str(build), *arguments, "2"]) == 0
    second = shutil.copytree(first, build / "saved_model" / str(int(first.name) + 1))
    # Fields that a reader does not know are passed over: the same graph by other bytes.
    (second / "saved_model.pb").write_bytes((second / "saved_model.pb").read_bytes() + b"\xf8\x3f\x00")
    for asked in (build, second):
        assert main(["sample", str(asked), *arguments, "3"]) == 2
        message = capsys.readouterr().err
        assert f"another model; choose another folder, or go on with theirs: `gancompile sample {first} ...`" in message
    assert main(["sample", str(first), *arguments, "3"]) == 0
    assert "3 samples in" in capsys.readouterr().out
    shutil.rmtree(first)
    assert main(["sample", str(build), *arguments, "4"]) == 2
    assert capsys.readouterr().err.endswith("made with another model; choose another folder\n")
