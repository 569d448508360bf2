"""`gancompile eject`: what it writes, and what it does not."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from gancompile import load
from gancompile.cli import main

Capture = pytest.CaptureFixture[str]
STAGES = """
gancompile: 1
name: stages
params: {width: 4}
data: {source: ring, batch: 4}
networks:
  generator: {inputs: {z: [2]}, layers: [{dense: "${width}"}, {dense: 2}]}
  discriminator: {inputs: {x: data.point}, layers: [{dense: 4}, {dense: 1}]}
game: {objective: non_saturating}
schedule:
  - {phase: first, steps: 2, round: [{discriminator: 1}, {generator: 1}]}
  - {phase: second, steps: 2, params: {width: 8}, round: [{discriminator: 1}, {generator: 1}]}
"""


def test_it_writes_a_file(specs: Path, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "sub" / "ring.py"
    assert main(["eject", str(specs / "gan-ring.yaml"), "-o", str(path), "--set", "data.batch=16"]) == 0
    assert "batch=16," in path.read_text()
    assert "python ring.py --rounds 14000" in (ast.get_docstring(ast.parse(path.read_text())) or "")
    assert f"next: python {path} --rounds 100" in capsys.readouterr().out
    other = load(specs / "gan-ring.yaml", set=["data.batch=16"]).eject(tmp_path / "ring.py")
    assert other.read_text() == path.read_text()


def test_it_overwrites_nothing(specs: Path, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "ring.py"
    path.write_text("kept")
    assert main(["eject", str(specs / "gan-ring.yaml"), "-o", str(path)]) == 2
    assert path.read_text() == "kept"
    assert "not overwritten" in capsys.readouterr().err


def test_stages_are_in_one_file(tmp_path: Path) -> None:
    (tmp_path / "stages.yaml").write_text(STAGES)
    assert main(["eject", str(tmp_path / "stages.yaml"), "-o", str(tmp_path / "stages.py")]) == 0
    told = ast.get_docstring(ast.parse((tmp_path / "stages.py").read_text())) or ""
    assert "It trains 2 stages one after the other." in told
    other = load(tmp_path / "stages.yaml").eject(tmp_path / "sub" / "stages.py")
    assert other.read_text() == (tmp_path / "stages.py").read_text()


def test_the_examples_of_stages_have_keys_of_their_own(root: Path, tmp_path: Path) -> None:
    import numpy as np

    spec, data = str(root / "tests" / "compiler" / "eject" / "staged.yaml"), tmp_path / "digits.npz"
    assert main(["eject", spec, "-o", str(tmp_path / "staged.py"), "--with-data", str(data)]) == 0
    with np.load(data) as found:
        images = {name: found[name] for name in found.files if name.endswith("image")}
        assert set(found.files) == {f"stage_{i}/{name}" for i in (1, 2) for name in ("image", "label")}
    assert [image.shape[1:] for image in images.values()] == [(4, 4, 1), (8, 8, 1)]
    # The same pictures at half the size.
    assert np.abs(images["stage_1/image"].mean() - images["stage_2/image"].mean()) < 0.05


def test_a_wrong_spec_is_told(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "wrong.yaml").write_text(STAGES.replace("batch: 4", "batch: none"))
    assert main(["eject", str(tmp_path / "wrong.yaml"), "-o", str(tmp_path / "wrong.py")]) == 1
    assert "error[" in capsys.readouterr().err
    assert not (tmp_path / "wrong.py").exists()


def test_the_examples_are_written_as_the_game_sees_them(specs: Path, tmp_path: Path, capsys: Capture) -> None:
    import numpy as np

    spec, data = str(specs / "cgan-digits.yaml"), tmp_path / "digits.npz"
    assert main(["eject", spec, "-o", str(tmp_path / "a.py"), "--with-data", str(data)]) == 0
    embedded = specs.parent / "gancompile" / "catalogue" / "sources" / "digits" / "digits.npz"
    with np.load(data) as found, np.load(embedded) as digits:
        assert found["image"].dtype == np.float32
        np.testing.assert_allclose(found["image"][..., 0], digits["image"] / 8.0 - 1.0, atol=1e-6)
        np.testing.assert_array_equal(found["label"], digits["label"])
    assert f"--data {data}" in capsys.readouterr().out
    assert main(["eject", spec, "-o", str(tmp_path / "b.py"), "--with-data", str(data)]) == 2
    assert not (tmp_path / "b.py").exists()


def test_examples_that_are_made_anew_are_not_written(specs: Path, tmp_path: Path, capsys: Capture) -> None:
    data = tmp_path / "ring.npz"
    spec = str(specs / "gan-ring.yaml")
    assert main(["eject", spec, "-o", str(tmp_path / "ring.py"), "--with-data", str(data)]) == 2
    assert not list(tmp_path.iterdir())
    assert "made anew for each batch" in capsys.readouterr().err
