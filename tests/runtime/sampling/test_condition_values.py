"""The conditions of samples: what a person writes, and the values that a generator gets."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gancompile.runtime.sampling import SampleError
from gancompile.runtime.sampling.condition_values import condition_rows, condition_values, number_of_samples
from gancompile.runtime.sampling.row_source import stems_of
from gancompile.runtime.sampling.sample_description import (
    Condition,
    SampleDescription,
    read_description,
    write_description,
)

PET = Condition(shape=(), classes=2, names=("cat", "T-shirt, red"))
DIGIT = Condition(shape=(), classes=10)
FACE = Condition(shape=(3,), names=("Smiling", "Male", "Young"))
NUMBERS = Condition(shape=(2,))
IMAGE = Condition(shape=(4, 6, 1), range=(-1, 1))


def values(condition: Condition, text: str, number: int = 4) -> list[object]:
    return condition_values({"y": condition}, {"y": text}, number)["y"].tolist()  # type: ignore[no-any-return]


def test_classes_are_asked_for_by_name_or_number_in_turn() -> None:
    assert values(DIGIT, "3") == [3, 3, 3, 3]
    assert values(DIGIT, "0, 7") == [0, 7, 0, 7]
    assert values(PET, "cat,1") == [0, 1, 0, 1]
    assert values(PET, "T-shirt, red") == [1, 1, 1, 1]
    assert condition_values({"kind": PET}, {"label": "cat"}, 1)["kind"].tolist() == [0]
    assert condition_values({"kind": PET}, {"label": [1, "cat"]}, 2)["kind"].tolist() == [1, 0]


def test_attributes_are_asked_for_by_name_or_as_numbers() -> None:
    assert values(FACE, "Male,Smiling", 1) == [[1, 1, 0]]
    assert values(FACE, "0,1,0.5;Young", 3) == [[0, 1, 0.5], [0, 0, 1], [0, 1, 0.5]]
    assert values(NUMBERS, "-1, 2e1", 1) == [[-1, 20]]


def test_an_array_in_a_file(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(8.0).reshape(2, 2, 2))
    image = Condition(shape=(2, 2))
    assert values(image, str(tmp_path / "a.npy"), 3) == [[[0, 1], [2, 3]], [[4, 5], [6, 7]], [[0, 1], [2, 3]]]


@pytest.mark.parametrize(
    ("condition", "text", "message"),
    [
        (PET, "cot", "`y` has no class `cot`; did you mean `cat`?"),
        (PET, "horse", "`y` has no class `horse`; it has cat, T-shirt, red"),
        (PET, "2", "label must be from 0 to 1 (cat, T-shirt, red), and `2` is none of them"),
        (DIGIT, "three", "`y` has no class `three`; they are numbers from 0 to 9"),
        (DIGIT, "²", "`y` has no class `²`; they are numbers from 0 to 9"),
        (FACE, "Smilling", "`y` has no `Smilling`; did you mean `Smiling`?"),
        (NUMBERS, "1", "`y` is 2 numbers, and `1` is 1"),
        (NUMBERS, "a,b", "`y` has no `a`; it takes numbers"),
        (Condition(shape=(2, 2)), "1", "`y` is [2, 2]: set it by an array in a file, as in `--with y=values.npy`"),
        (DIGIT, "none.npy", "`none.npy` cannot be read"),
        (IMAGE, "missing/", "there is no file or folder `missing/`; set it by images, as in `--with y=FOLDER`"),
        (IMAGE, "missing.png", "there is no file or folder `missing.png`; set it by images"),
        (IMAGE, __file__, "test_condition_values.py` is no image by its ending, and no folder; set it by images"),
    ],
)
def test_refused(condition: Condition, text: str, message: str) -> None:
    with pytest.raises(SampleError) as caught:
        values(condition, text)
    assert message in str(caught.value)


def test_what_is_not_asked_for_is_said() -> None:
    with pytest.raises(
        SampleError, match=r"conditional on `y`: set it by `--label`.*its classes are cat, T-shirt, red"
    ):
        condition_values({"y": PET}, {}, 1)
    with pytest.raises(SampleError, match="takes no `z`; it takes y"):
        condition_values({"y": PET}, {"y": "cat", "z": "1"}, 1)
    with pytest.raises(SampleError, match="takes no `label`"):
        condition_values({}, {"label": "1"}, 1)


def test_the_description_lies_beside_the_model(tmp_path: Path) -> None:
    described = SampleDescription(encoding={"kind": "text"}, conditions={"label": PET, "face": FACE})
    write_description(tmp_path, described)
    assert read_description(tmp_path) == described
    assert read_description(tmp_path / "none") == SampleDescription(encoding=None, conditions={})


def test_images_of_a_folder_in_the_range_of_training(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    Image.fromarray(np.full((4, 6), 255, np.uint8)).save(tmp_path / "b.png")
    Image.fromarray(np.zeros((4, 6, 3), np.uint8)).save(tmp_path / "more" / "a.jpg")
    rows = condition_rows({"x": IMAGE}, {"x": str(tmp_path)})["x"]
    assert rows.stems == ("b", "more/a")
    assert rows.take([0, 1, 2]).mean(axis=(1, 2, 3)).tolist() == [1, -1, 1]
    assert number_of_samples({"x": rows}) == 2
    one = condition_rows({"x": IMAGE}, {"x": str(tmp_path / "b.png")})["x"]
    assert (one.stems, one.take([0]).shape) == (("b",), (1, 4, 6, 1))


def test_the_turns_of_files_have_names_of_their_own(tmp_path: Path) -> None:
    for name in ("a", "b"):
        Image.fromarray(np.zeros((4, 6), np.uint8)).save(tmp_path / f"{name}.png")
    rows = condition_rows({"x": IMAGE}, {"x": str(tmp_path)})
    assert stems_of(rows, 5, 0) == ("a", "b", "a_1", "b_1", "a_2")
    (tmp_path / "b.png").rename(tmp_path / "a_1.png")
    rows = condition_rows({"x": IMAGE}, {"x": str(tmp_path)})
    assert stems_of(rows, 5, 0) == ("a", "a_1", "a__1", "a_1__1", "a__2")


def test_images_of_another_size_are_resized_on_request_alone(tmp_path: Path) -> None:
    Image.fromarray(np.full((8, 8), 255, np.uint8)).save(tmp_path / "b.png")
    with pytest.raises(SampleError, match=r"has 8x8 pixels .*`x` takes 4x6; `--resize`"):
        condition_rows({"x": IMAGE}, {"x": str(tmp_path)})
    resized = condition_rows({"x": IMAGE}, {"x": str(tmp_path)}, resize=True)["x"]
    np.testing.assert_allclose(resized.take([0]), np.ones((1, 4, 6, 1)), atol=1e-6)
    assert not condition_rows({"x": Condition(shape=(None, None, 3), range=(0, 1))}, {"x": str(tmp_path)})["x"].classes


@pytest.mark.parametrize("resize", [False, True])
def test_a_file_that_is_no_image_is_named(resize: bool, tmp_path: Path) -> None:
    Image.fromarray(np.zeros((4, 6), np.uint8)).save(tmp_path / "a.png")
    for content, message in ((b"words", "is damaged, or no image that Pillow reads"), (b"", "is empty")):
        (tmp_path / "b.png").write_bytes(content)
        with pytest.raises(SampleError) as caught:
            condition_rows({"x": IMAGE}, {"x": str(tmp_path)}, resize=resize)["x"].take([0, 1])
        assert str(caught.value) == f"`{tmp_path}/b.png` {message}"


def test_a_table_has_a_line_for_each_sample(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("file,Young,Smiling,Male\nx,0,1,0\ny,1,0,0\n")
    assert values(FACE, str(path), 3) == [[1, 0, 0], [0, 0, 1], [1, 0, 0]]
    path.write_text("1;2\n3;4\n")
    assert values(NUMBERS, str(path), 2) == [[1, 2], [3, 4]]
    path.write_text("p,q\n3,4\n")
    assert values(NUMBERS, str(path), 1) == [[3, 4]]
    path.write_text("y\ncat\n1\n")
    assert values(PET, str(path), 2) == [0, 1]
    (tmp_path / "cat").mkdir()
    assert values(PET, "cat", 1) == [0], "a folder of the name of a class is not looked at"
    path.write_text("Young,Male\n0,1\n")
    with pytest.raises(SampleError, match=r"has no column `Smiling`"):
        values(FACE, str(path))
    path.write_text("1,2,3\n")
    with pytest.raises(SampleError, match=r"has 3 columns, but `y` is 2 numbers"):
        values(NUMBERS, str(path))
    path.write_text("p,q\n")
    with pytest.raises(SampleError, match=r"holds no rows"):
        values(NUMBERS, str(path))


def test_a_description_of_an_earlier_or_a_later_gancompile(tmp_path: Path) -> None:
    write_description(tmp_path, SampleDescription(encoding=None, conditions={"y": DIGIT}))
    path = tmp_path / "assets.extra" / "samples.json"
    plain = json.loads(path.read_text())
    del plain["conditions"]["y"]["range"], plain["conditions"]["y"]["names"], plain["encoding"]
    path.write_text(json.dumps(plain))
    assert read_description(tmp_path).conditions["y"] == DIGIT
    for wrong in ("[]", "{", '{"conditions": {"y": {}}}', '{"conditions": {"y": 3}}'):
        path.write_text(wrong)
        with pytest.raises(SampleError, match="`gancompile export BUILD` exports the build anew"):
            read_description(tmp_path)
