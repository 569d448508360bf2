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


DENSITY = """
gancompile: 1
name: density
data: {source: {csv: {file: FILE}}, batch: 3}
networks:
  generator:
    inputs: {z: [1]}
    layers: [{learned_constant: {shape: [3]}}, {activation: softmax}]
  discriminator: {inputs: {x: [3]}, layers: [{dense: {units: 1, activation: sigmoid}}]}
game:
  draws: {row: {data: x}, z: {normal: [1]}}
  let: {x: "row[0:3]", p_data: "row[3]", p_g: sum(x * generator(z))}
  players:
    discriminator: {maximize: "3 * E[p_data * log(discriminator(x)) + p_g * log(1 - discriminator(x))]"}
    generator: {minimize: "3 * E[p_g * log(1 - discriminator(x))]"}
"""


def test_samples_of_another_shape_than_the_data_stand_alone(make_game: Make, tmp_path: Path) -> None:
    from gancompile.runtime.program import read_program

    file = tmp_path / "throws.csv"
    file.write_text("rock,paper,scissors,p_data\n1,0,0,0.5\n0,1,0,0.3\n0,0,1,0.2\n")
    game = make_game(DENSITY.replace("FILE", str(file)))
    assert ProgressPicture(game, read_program(tmp_path / "built")).draw().pixels.shape == (500, 500, 3)
