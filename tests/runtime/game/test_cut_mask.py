"""Masks of CutMix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from gancompile.compiler import compile_text, compiled_files
from gancompile.compiler.diagnostics import Severity
from gancompile.runtime.game.cut_mask import cut_masks

SPEC = """
gancompile: 1
name: cut
data: {source: digits, range: [-1, 1], batch: 6}
networks:
  generator: {inputs: {z: [3]}, layers: [{dense: 64}, {reshape: [8, 8, 1]}]}
  discriminator: {inputs: {x: data.image}, layers: [{conv2d: {filters: 1, kernel_size: 1}}]}
game:
  draws: {x: {data: image}, z: {normal: [3]}, patch: DRAW}
  let: {fake: generator(z), mixed: "patch * x + (1 - patch) * fake"}
  players:
    discriminator: {minimize: "E[mean(square(discriminator(mixed) - patch))]", watch: {share: "E[mean(patch)]"}}
    generator: {minimize: "-E[mean(discriminator(fake))]"}
schedule: [{steps: 1}]
"""


def test_each_is_one_rectangle_with_the_proportions_of_the_image() -> None:
    masks = cut_masks([500, 16, 32, 1], tf.constant([1, 2])).numpy()[..., 0]
    assert set(np.unique(masks)) == {0.0, 1.0}
    for mask in masks:
        rows, columns = mask.any(1), mask.any(0)
        np.testing.assert_array_equal(mask, rows[:, None] * columns[None])
        for line in (rows, columns):
            assert np.abs(np.diff(line.astype(int), prepend=0, append=0)).sum() in {0, 2}


def test_the_area_is_that_of_algorithm_a1() -> None:
    """The same in NumPy, with numbers of its own: means over 20,000 masks agree within five deviations."""
    rng, size, number = np.random.default_rng(0), 32, 20_000
    share, centres = rng.uniform(size=number), rng.integers(0, size, (number, 2))
    half = (np.sqrt(share) * size).astype(int)[:, None] // 2
    sides = np.minimum(centres + half, size) - np.maximum(centres - half, 0)
    wanted = sides.prod(1) / size**2
    found = cut_masks([number, size, size, 1], tf.constant([3, 4])).numpy().mean((1, 2, 3))
    assert found.mean() == pytest.approx(wanted.mean(), abs=5 * wanted.std() / np.sqrt(number))
    assert found.std() == pytest.approx(wanted.std(), rel=0.03)


def test_in_a_game(make_game: Callable[..., Any]) -> None:
    text = SPEC.replace("DRAW", "{cut: data.image}")
    files = compiled_files(compile_text(text))
    assert 'patch = self.draw_from("cut", "patch", [batch_size, 8, 8, 1])' in files.model
    game = make_game(text)
    wanted = cut_masks([6, 8, 8, 1], game._seed_of("patch")).numpy().mean()
    logs = game.update_discriminator(tf.zeros([6, 8, 8, 1]))
    assert float(logs["share"]) == pytest.approx(wanted, rel=1e-5)


@pytest.mark.parametrize("draw", ["{cut: data.label}", "{cut: data.image, size: 3}", "{cut: [8, 8]}"])
def test_what_is_refused(draw: str) -> None:
    errors = [
        one.code for one in compile_text(SPEC.replace("DRAW", draw)).diagnostics if one.severity is Severity.ERROR
    ]
    assert errors == ["GC0505"]
