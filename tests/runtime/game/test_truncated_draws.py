"""Truncated normal draws, against the distribution function of what resampling keeps."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from gancompile.compiler import compile_text, compiled_files
from gancompile.compiler.diagnostics import Severity
from gancompile.runtime.game.draw import draw_normal

SPEC = """
gancompile: 1
name: truncated
data: {source: ring, batch: 8}
networks:
  generator: {inputs: {z: [3]}, layers: [{dense: 2}]}
  discriminator: {inputs: {x: data.point}, layers: [{dense: 1}]}
game:
  draws: {x: {data: point}, z: DRAW}
  let: {fake: generator(z)}
  players:
    discriminator: {minimize: "E[discriminator(fake)] - E[discriminator(x)]"}
    generator: {minimize: "-E[discriminator(fake)]", watch: {most: "E[max(abs(z))]"}}
schedule: [{steps: 1}]
"""
SEED = tf.constant([3, 4], tf.int32)


def share_below(points: np.ndarray, bound: float) -> np.ndarray:
    """The distribution function of a standard normal number that is within the bound, in float64."""
    whole = np.array([math.erf(point / math.sqrt(2)) for point in points])
    return 0.5 + 0.5 * whole / math.erf(bound / math.sqrt(2))


@pytest.mark.parametrize("bound", [0.04, 0.5, 2.0, 6.0, 50.0])
def test_it_has_the_distribution_of_what_resampling_keeps(bound: float) -> None:
    """Kolmogorov and Smirnov: of 100,000 numbers, the largest distance is above 0.0065 once in 2,000 times."""
    drawn = np.sort(draw_normal([100_000], SEED, bound).numpy().astype(np.float64))
    assert np.abs(drawn).max() <= bound * (1 + 1e-6)
    assert np.isfinite(drawn).all()
    steps = np.arange(1, 100_001) / 100_000
    assert np.abs(share_below(drawn, bound) - steps).max() < 0.0065


def test_without_a_bound_it_is_what_it_was() -> None:
    np.testing.assert_array_equal(draw_normal([9], SEED), tf.random.stateless_normal([9], SEED, alg="philox"))


def test_in_a_game(make_game: Callable[..., Any]) -> None:
    text = SPEC.replace("DRAW", "{normal: [3], truncate: 0.25}")
    files = compiled_files(compile_text(text))
    assert 'z = self.normal("z", [self.batch_size, 3], truncate=0.25)' in files.model
    game = make_game(text)
    assert 0.1 < float(game.update_generator()["most"]) <= 0.25
    assert compile_text(files.lock).program.digest == compile_text(text).program.digest


def test_samples_are_truncated_too() -> None:
    """What is sampled and exported has the distribution of the training."""
    files = compiled_files(compile_text(SPEC.replace("DRAW", "{normal: [3], truncate: 0.25}")))
    assert '"truncate": 0.25' in files.program


@pytest.mark.parametrize(
    ("draw", "code"),
    [
        ("{normal: [3], truncate: 0}", "GC0208"),
        ("{normal: [3], truncate: far}", "GC0206"),
        ("{uniform: [3], truncate: 0.5}", "GC0505"),
    ],
)
def test_what_is_refused(draw: str, code: str) -> None:
    errors = [
        one.code for one in compile_text(SPEC.replace("DRAW", draw)).diagnostics if one.severity is Severity.ERROR
    ]
    assert errors == [code]
