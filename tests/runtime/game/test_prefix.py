"""Prefixes of places, and the mixing of styles by them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from gancompile.compiler import compile_text, compiled_files
from gancompile.compiler.diagnostics import Severity
from gancompile.runtime.game.draw import draw_prefix

SPEC = """
gancompile: 1
name: styles
params: {layers: 4}
data: {source: digits, range: [-1, 1], batch: 6}
networks:
  mapping: {inputs: {z: [3]}, layers: [{dense: 5}, {reshape: [1, 5]}]}
  generator:
    inputs: {w: ["${layers}", 5]}
    layers:
      - {slice: {end: 1, axis: 1}, from: w}
      - flatten
      - {dense: 64, name: coarse}
      - {slice: {begin: 1, axis: 1}, from: w}
      - flatten
      - dense: 64
      - {add: , from: [previous, coarse]}
      - reshape: [8, 8, 1]
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: 1}]}
game:
  draws: {x: {data: image}, z: {normal: [3]}, other: {normal: [3]}, early: {prefix: PLACES}, share: {uniform: [1, 1], low: 0}}
  let:
    own: mapping(z)
    w: where(share < 0.9, where(early > 0, own, mapping(other)), own)
    fake: generator(w)
  players:
    discriminator: {minimize: "E[discriminator(fake)] - E[discriminator(x)]"}
    generator: {networks: [mapping, generator], minimize: "-E[discriminator(fake)]", watch: {seen: "E[mean(abs(w))]"}}
schedule: [{steps: 1}]
"""


def test_each_number_of_ones_is_as_likely() -> None:
    drawn = draw_prefix([6000, 7, 1], tf.constant([5, 6])).numpy()[..., 0]
    ones = drawn.sum(1).astype(int)
    np.testing.assert_array_equal(drawn, np.arange(7) < ones[:, None])
    counts = np.bincount(ones, minlength=8)
    assert counts[0] == counts[7] == 0
    assert np.abs(counts[1:7] - 1000).max() < 5 * np.sqrt(1000)


def test_styles_are_mixed_as_numpy_does(make_game: Callable[..., Any]) -> None:
    text = SPEC.replace("PLACES", '"${layers}"')
    game = make_game(text)
    z, other = (tf.random.stateless_normal([6, 3], game._seed_of(name), alg="philox") for name in ("z", "other"))
    share = tf.random.stateless_uniform([6, 1, 1], game._seed_of("share"), alg="philox").numpy()
    early = draw_prefix([6, 4, 1], game._seed_of("early")).numpy()
    own, mixed = game.mapping(z).numpy().astype(np.float64), game.mapping(other).numpy().astype(np.float64)
    wanted = np.where(share < 0.9, np.where(early > 0, own, mixed), own)
    assert wanted.shape == (6, 4, 5)
    assert float(game.update_generator()["seen"]) == pytest.approx(np.abs(wanted).mean(), rel=1e-5)
    compilation = compile_text(text)
    assert compile_text(compiled_files(compilation).lock).program.digest == compilation.program.digest


@pytest.mark.parametrize(("places", "code"), [("1", "GC0208"), ("[4]", "GC0206"), ("5", "GC0412")])
def test_what_is_refused(places: str, code: str) -> None:
    errors = [
        one.code for one in compile_text(SPEC.replace("PLACES", places)).diagnostics if one.severity is Severity.ERROR
    ]
    assert errors == [code]
