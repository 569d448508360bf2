"""Masks with a square at a random place, in a game and in the SavedModel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from gancompile.compiler import compile_text, compiled_files
from gancompile.runtime.game.box_mask import box_masks

SPEC = """
gancompile: 1
name: holes
data: {source: digits, resize: [8, 10], range: [-1, 1], batch: 8}
networks:
  generator:
    inputs: {image: data.image, hole: [8, 10, 1]}
    layers: [{concatenate: , from: [image, hole]}, {conv2d: {filters: 1, kernel_size: 3, padding: same, activation: tanh}}]
  critic: {inputs: {x: data.image}, layers: [flatten, {dense: 1}]}
game:
  draws: {x: {data: image}, hole: {box: data.image, size: 3}}
  let: {fake: "generator(x * (1 - hole), hole)"}
  players:
    critic: {minimize: "E[softplus(-critic(x))] + E[softplus(critic(fake))]", watch: {covered: "E[sum(hole)]"}}
    generator: {minimize: "E[softplus(-critic(fake))]"}
schedule: [{steps: 4, round: [{critic: 1}, {generator: 1}]}]
allow: [GW0705]
"""


def test_a_square_of_its_side_at_each_place_as_likely() -> None:
    made = box_masks([20_000, 5, 6, 1], tf.constant([1, 2]), 3).numpy()
    assert set(np.unique(made)) == {0, 1}
    assert (made.sum((1, 2, 3)) == 9).all()
    rows, columns = made.max((2, 3)), made.max((1, 3))
    assert (rows.sum(1) == 3).all()
    assert (columns.sum(1) == 3).all()
    corners = rows.argmax(1) * 4 + columns.argmax(1)
    assert np.bincount(corners, minlength=12) / 20_000 == pytest.approx(1 / 12, abs=0.01)
    assert (rows[np.arange(20_000), rows.argmax(1) + 2] == 1).all()


def test_the_side_is_half_of_the_image_by_default() -> None:
    assert (
        'self.box("hole", [batch_size, 8, 10, 1], side=4)'
        in compiled_files(compile_text(SPEC.replace(", size: 3", ""))).model
    )


def test_a_game_draws_them_and_the_saved_model_too(
    make_game: Callable[..., Any], compile_to: Callable[..., Path]
) -> None:
    from gancompile.runtime.program import read_program
    from gancompile.runtime.sampling import draw_latent

    logs = make_game(SPEC).train_step({"x": tf.zeros([16, 8, 10, 1])})
    assert float(logs["covered"]) == 9
    hole = read_program(compile_to(SPEC)).generator.inputs[1]
    assert draw_latent(hole, tf.constant(5), tf.constant(3, tf.int64)).numpy().sum((1, 2, 3)).tolist() == [9] * 5


@pytest.mark.parametrize("wrong", ["{box: data.image, size: 9}", "{box: [8]}", "{box: data.image, high: 2}"])
def test_what_is_no_box_is_an_error(wrong: str) -> None:
    diagnostics = compile_text(SPEC.replace("{box: data.image, size: 3}", wrong)).diagnostics
    assert "GC0505" in [one.code for one in diagnostics], diagnostics
