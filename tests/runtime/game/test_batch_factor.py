"""A larger batch of a player's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from gancompile.compiler import compile_text, compiled_files
from gancompile.compiler.diagnostics import Severity
from gancompile.compiler.plan import make_plan
from gancompile.compiler.plan.cost import run_costs

SPEC = """
gancompile: 1
name: larger
data: {source: digits, range: [-1, 1], batch: 5}
networks:
  generator: {inputs: {z: [3], y: {shape: [], dtype: int32}}, layers: [{embedding: {input_dim: 10, output_dim: 3}, from: y},
    {add: , from: [previous, z]}, {dense: 64}, {reshape: [8, 8, 1]}]}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: 1}]}
game:
  draws: {x: {data: image}, label: {data: label}, z: {normal: [3]}, y: {categorical: 10}, once: {normal: [3], fresh: round}}
  let: {fake: "generator(z, y)"}
  players:
    discriminator: {minimize: "E[relu(1 - discriminator(x))] + E[relu(1 + discriminator(fake))]"}
    generator: {minimize: "-E[discriminator(fake)] + E[mean(square(shuffle(z)))]", watch: {seen: "WATCHED"}, batch_factor: 3,
                optimizer: {sgd: {learning_rate: 0.1}}}
schedule: [{steps: 1}, {steps: 1, batch: 2}]
"""


def spec_with(watched: str = "E[mean(z)]") -> str:
    return SPEC.replace("WATCHED", watched)


def test_the_source_draws_more() -> None:
    files = compiled_files(compile_text(spec_with()))
    assert 'z = self.normal("z", [3 * self.batch_size, 3])' in files.model
    assert 'y = self.categorical("y", [3 * self.batch_size], 10)' in files.model
    assert 'z = self.normal("z", [batch_size, 3])' in files.model
    assert compile_text(files.lock).program.digest == compile_text(spec_with()).program.digest


@pytest.mark.parametrize("size", [5, 2])
def test_an_update_is_that_of_a_batch_of_so_many(size: int, make_game: Callable[..., Any]) -> None:
    """The metric is the mean over 3 * size draws of the same seed, and so is the step."""
    game = make_game(spec_with())
    key = game._seed_of("z")
    drawn = tf.random.stateless_normal([3 * size, 3], key, alg="philox").numpy().astype(np.float64)
    labels = tf.random.stateless_uniform([3 * size], game._seed_of("y"), 0, 10, tf.int32, alg="philox")
    weights = game.generator.trainable_variables
    with tf.GradientTape() as tape:
        fakes = game.generator([tf.constant(drawn, tf.float32), labels])
        loss = -tf.reduce_mean(game.discriminator(fakes))
    gradients = tape.gradient(loss, [weight.value for weight in weights])
    wanted = [
        weight - 0.1 * tf.convert_to_tensor(gradient) for weight, gradient in zip(weights, gradients, strict=True)
    ]
    with game.batch_of(size):
        logs = game.update_generator()
    assert float(logs["seen"]) == pytest.approx(drawn.mean(), rel=1e-5, abs=1e-6)
    for weight, after in zip(weights, wanted, strict=True):
        np.testing.assert_allclose(weight, after, rtol=1e-4, atol=1e-6)


def test_its_cost_is_that_of_so_many() -> None:
    one = make_plan(compile_text(spec_with().replace("batch_factor: 3", "batch_factor: 1")).program)
    three = make_plan(compile_text(spec_with()).program)
    totals = [[cost.total for cost in run_costs(plan.updates[1], plan)] for plan in (one, three)]
    assert [3 * (total or 0) for total in totals[0]] == totals[1]


@pytest.mark.parametrize(
    ("watched", "says"),
    [
        ("E[mean(x)]", "it reads `x`, which is a batch of the data"),
        ("E[where(label == 3, 1, 0)]", "it reads `label`, which is a batch of the data"),
        ("E[mean(once)]", "it reads `once`, which the updates of a round share"),
    ],
)
def test_what_others_draw_too_is_refused(watched: str, says: str) -> None:
    [error] = [one for one in compile_text(spec_with(watched)).diagnostics if one.severity is Severity.ERROR]
    assert error.code == "GC0517"
    assert says in error.message
    assert error.marks[0].label == "it is drawn here"
