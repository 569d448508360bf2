"""`gancompile sample --signature`: inputs by name, outputs by what they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from gancompile.cli import main
from gancompile.runtime.sampling import SampleError, SignatureModel, open_model, sample_signature
from gancompile.runtime.sampling.contract_file import Port, SignaturePorts
from gancompile.runtime.sampling.sample_description import Condition, SampleDescription

Capture = pytest.CaptureFixture[str]


def test_images_in_and_numbers_out(digits: Path, tmp_path: Path, capsys: Capture) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (2, 8, 8), np.uint8)
    (tmp_path / "in").mkdir()
    for number, one in enumerate(pixels):
        Image.fromarray(one).save(tmp_path / "in" / f"{number}.png")
    (saved,) = digits.glob("saved_model/*")
    served = tf.saved_model.load(str(saved)).signatures
    style = served["encode"](image=tf.constant(pixels[..., None] / 127.5 - 1, tf.float32))["style"]
    give = ["sample", str(digits), "--with", f"image={tmp_path}/in"]
    for name in ("a.npy", "a.csv"):
        assert main([*give, "--signature", "encode", "-o", str(tmp_path / name)]) == 0
    np.testing.assert_allclose(np.load(tmp_path / "a.npy"), style, atol=1e-5)
    header, *rows = (line.split(",") for line in (tmp_path / "a.csv").read_text().splitlines())
    assert header == ["sample", *(f"style_{i}" for i in range(6))]
    assert [row[0] for row in rows] == ["0", "1"]
    np.testing.assert_allclose(np.array([row[1:] for row in rows], float), style, atol=1e-5)
    assert main([*give, "--signature", "encode", "-o", str(tmp_path / "a.png")]) == 0
    assert main([*give, "--signature", "judge", "-o", f"{tmp_path}/out/"]) == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "real.csv",
        "style.csv",
        "samples.csv",
        "sampling.json",
    }
    assert (tmp_path / "out" / "real.csv").read_text().startswith("sample,real\n0,0.")
    assert main([*give, "--signature", "judge", "-o", str(tmp_path / "b.npy")]) == 2
    assert "2 outputs (real, style)" in capsys.readouterr().err


def test_random_inputs_are_those_of_the_seeds(digits: Path, tmp_path: Path) -> None:
    give = ["sample", str(digits), "--seed", "5", "-n", "3"]
    assert main([*give, "--signature", "imagine", "--with", "y=3", "-o", str(tmp_path / "a.npy")]) == 0
    assert main([*give, "--label", "3", "--truncation", "9", "-o", str(tmp_path / "b.npy")]) == 0
    np.testing.assert_allclose(np.load(tmp_path / "a.npy").astype(int), np.load(tmp_path / "b.npy").astype(int), atol=1)
    np.save(tmp_path / "z.npy", np.zeros((1, 6), np.float32))
    given = ["--with", "y=3", "--with", f"z={tmp_path}/z.npy"]
    assert main([*give, "--signature", "imagine", *given, "-o", str(tmp_path / "c.npy")]) == 0
    assert (np.load(tmp_path / "a.npy") != np.load(tmp_path / "c.npy")).any()


def test_a_table_of_answers_is_an_input_again(digits: Path, tmp_path: Path) -> None:
    give = ["sample", str(digits), "--seed", "5", "--signature"]
    assert main([*give, "latents", "-n", "3", "-o", f"{tmp_path}/drawn/"]) == 0
    given = ["--with", "y=3", "--with", f"z={tmp_path}/drawn/z.csv", "--with", f"u={tmp_path}/drawn/u.csv"]
    assert main([*give, "imagine", *given, "-o", str(tmp_path / "a.npy")]) == 0
    assert main([*give, "imagine", "--with", "y=3", "-n", "3", "-o", str(tmp_path / "b.npy")]) == 0
    np.testing.assert_allclose(np.load(tmp_path / "a.npy").astype(int), np.load(tmp_path / "b.npy").astype(int), atol=1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--signature", "nope"], "there is no signature `nope`; there are:\n  serving_default(z float32[6], u float32[2], y int32)"),
        (["--signature", "encode"], "the signature `encode` is conditional on `image`: set it by images, as in `--with image=FOLDER`"),
        (["--signature", "encode", "--with", "x=1"], "the signature `encode` takes no `x`; it takes image"),
        (["--signature", "encode_png"], "`encode_png` is for servers; `encode` is the same"),
        (["--signature", "generate"], "the signature `generate` does not answer row by row; `sample` does"),
        (["--signature", "imagine", "--with", "y=12"], "label must be from 0 to 9"),
    ],
    ids=["unknown", "missing", "other", "png", "generate", "label"],
)  # fmt: skip
def test_a_wrong_request_says_what_there_is(arguments: list[str], message: str, digits: Path, capsys: Capture) -> None:
    assert main(["sample", str(digits), *arguments]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--interpolate", "a,b"], "argument --interpolate: `a` is no seed, a whole number from 0 to 2147483647"),
        (["--seed", "x"], "argument --seed: `x` is no seed, a whole number"),
        (["--seed", "-1"], "argument --seed: a seed is from 0 to 2147483647"),
        (["-n", "few"], "argument -n/--number: `few` is no whole number from 1 on"),
        (["--frames", "1"], "argument --frames: `1` is no whole number from 2 on"),
        (["--at", "1.5"], "argument --at: `1.5` is no whole number from 1 on"),
        (["--columns", "0"], "argument --columns: `0` is no whole number from 1 on"),
        (["--truncation", "nan"], "argument --truncation: `nan` is no number above 0, in standard deviations"),
    ],
)
def test_a_wrong_argument_is_explained(arguments: list[str], message: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["sample", "build", *arguments])
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err


def test_classes_in_turn_have_the_titles_of_their_columns(digits: Path, tmp_path: Path) -> None:
    model = open_model(digits)
    made = sample_signature(
        model.function("generate"), None, seed=0, given={"label": "3,7"}, description=model.description
    )
    assert (made.titles, made.number) == (("3", "7"), 64)
    for number, across, down in (("1", 1, 1), ("2", 2, 1), ("4", 3, 2)):
        arguments = ["--label", "3,7,9", "-n", number, "-o", str(tmp_path / "grid.png")]
        assert main(["sample", str(digits), *arguments]) == 0
        with Image.open(tmp_path / "grid.png") as grid:
            # Images of 8 pixels four times as large, gaps of 4, and a line of titles.
            assert grid.size == (across * 36 + 4, down * 36 + 4 + 14)


def test_an_export_without_a_signature_of_today(digits: Path) -> None:
    model = open_model(digits)
    earlier = replace(model, signatures={name: one for name, one in model.signatures.items() if name != "sample"})
    with pytest.raises(
        SampleError, match="no signature `sample`; this is an export of an earlier gancompile, and `gancompile export"
    ):
        earlier.ports("sample")


def test_conditions_may_have_the_names_of_the_networks_own_inputs() -> None:
    ports = (
        Port(name="image", dtype="float32", shape=(None, 8, 8, 1), field="a.image"),
        Port(name="z", dtype="float32", shape=(None, 4)),
    )
    model = SignatureModel(
        function=lambda name: None,
        signatures={"serving_default": SignaturePorts(name="serving_default", inputs=ports, outputs=())},
        description=SampleDescription(encoding=None, conditions={"a_image": Condition(shape=(8, 8, 1))}),
        identity="",
    )
    assert model.by_condition({"image": "photos/"}) == {"a_image": "photos/"}
    assert model.by_condition({"a_image": "others/"}) == {"a_image": "others/"}
    assert model.by_condition({"nothing": "1"}) == {"nothing": "1"}
