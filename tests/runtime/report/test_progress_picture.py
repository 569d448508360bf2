"""Pictures of a training's progress: which classes their columns are of."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gancompile.runtime.report import ProgressPicture

Make = Callable[..., Any]
CONDITIONAL = """
gancompile: 1
name: conditional
data: {source: {images: {folder: FOLDER, channels: 1}}, resize: [8, 8], range: [-1, 1], batch: 4}
networks:
  generator:
    inputs: {z: [4], y: data.label}
    layers:
      - embedding: {input_dim: auto, output_dim: 3}
        from: y
      - concatenate:
        from: [z, previous]
      - dense: {units: 64, activation: tanh}
      - reshape: [8, 8, 1]
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: 1}]}
game: {objective: non_saturating}
schedule: [{steps: 2, round: [{discriminator: 1}, {generator: 1}]}]
"""


@pytest.fixture
def draw(make_game: Make, images: Path, tmp_path: Path) -> Make:
    """A function from names of classes to the drawing of a generator of images of these classes."""
    from gancompile.runtime.program import read_program

    def drawing(names: list[str]) -> Any:
        for name in names:
            (tmp_path / "faces" / name).mkdir(parents=True)
            shutil.copy(images / "000.png", tmp_path / "faces" / name)
        game = make_game(CONDITIONAL.replace("FOLDER", str(tmp_path / "faces")))
        return ProgressPicture(game, read_program(tmp_path / "built")).draw()

    return drawing


def test_columns_are_named_after_sub_folders(draw: Make) -> None:
    drawing = draw(["owl", "cat", "élan"])
    assert drawing.about == {"enlargement": 4, "columns": ("cat", "owl", "élan")}
    assert drawing.pixels.shape == (8 * 36 + 4, 3 * 36 + 4, 3)


def test_of_many_classes_some_have_a_column_each(draw: Make) -> None:
    names = [f"kind {number:02}" for number in range(20)]
    shown = ("kind 00", "kind 02", "kind 05", "kind 08", "kind 10", "kind 13", "kind 16", "kind 19")
    assert draw(names).about == {"enlargement": 4, "columns": shown}


def test_points_are_a_plot(make_game: Make, tiny: Make, tmp_path: Path) -> None:
    from gancompile.runtime.program import read_program

    game = make_game(tiny())
    assert ProgressPicture(game, read_program(tmp_path / "built")).draw().about == {}
