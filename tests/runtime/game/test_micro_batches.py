"""An update in micro-batches: the gradient of the whole batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.game.named_state import named_state

SPEC = """
gancompile: 1
name: micro
data: {source: digits, range: [-1, 1], batch: 16}
networks:
  generator:
    inputs: {z: [8], y: {shape: [], dtype: int32}}
    layers: [{embedding: {input_dim: 10, output_dim: 8}, from: y}, {add: , from: [previous, z]}, {dense: 64}, layer_normalization, relu,
      {dense: {units: 64, activation: tanh}}, {reshape: [8, 8, 1]}]
  discriminator:
    inputs: {x: data.image}
    layers: [{conv2d: {filters: 4, kernel_size: 4, strides: 2}}, leaky_relu, flatten, {dense: 1}]
game:
  draws: {x: {data: image}, z: {normal: [8]}, y: {categorical: 10}}
  let: {fake: "generator(z, y)", between: "mix(x, fake)"}
  players:
    discriminator:
      minimize: E[discriminator(fake)] - E[discriminator(x)] + E[square(norm(grad(discriminator(between), between)) - 1)]
      optimizer: {sgd: {learning_rate: 0.05, momentum: 0.9}}
      clip_gradients: {norm: 1}
      constrain: {clip: 0.5}
      accumulate: 1
    generator:
      minimize: -E[discriminator(augment(fake, color))]
      optimizer: {sgd: {learning_rate: 0.05}}
      average: {decay: 0.5}
      accumulate: 1
  state:
    level: {start: 0, update: "level + E[discriminator(x)]"}
schedule: [{steps: 5, mode: MODE}]
"""
IN_FOUR = [f"game.players.{player}.accumulate=4" for player in ("discriminator", "generator")]


def played(game: Any, rounds: int) -> dict[str, Any]:
    """The state after some rounds on random images."""
    step = tf.function(game.train_step, autograph=False)
    images = np.random.default_rng(0).uniform(-1, 1, (rounds, 16, 8, 8, 1)).astype(np.float32)
    logs: dict[str, Any] = {}
    for batch in images:
        logs = step({"x": batch})
    state = {name: one.value.numpy() for name, one in named_state(game).items()}
    return state | {f"logs/{name}": value.numpy() for name, value in logs.items()}


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["alternating", "simultaneous", "extragradient"])
def test_four_micro_batches_give_the_step_of_the_batch(mode: str, make_game: Callable[..., Any]) -> None:
    text = SPEC.replace("MODE", mode)
    whole = played(make_game(text, name="whole"), 5)
    parts = played(make_game(text, *IN_FOUR, name="parts"), 5)
    assert whole.keys() == parts.keys()
    for name, value in whole.items():
        np.testing.assert_allclose(parts[name], value, rtol=1e-5, atol=1e-6, err_msg=name)
    assert whole["updates"] == (10 if mode != "extragradient" else 20)


def test_micro_batches_follow_each_other(make_game: Callable[..., Any]) -> None:
    """Each but the first begins behind the gradients of the one before, so that they are never in memory at once."""
    text = SPEC.replace("MODE", "alternating")
    whole, parts = make_game(text, name="whole"), make_game(text, *IN_FOUR, name="parts")
    assert before_all_gradients(parts) == before_all_gradients(whole) > 0


def before_all_gradients(game: Any) -> int:
    """The convolutions of a round that wait for no gradient of a convolution's kernel."""
    spec = {"x": tf.TensorSpec([16, 8, 8, 1])}
    graph = tf.function(game.train_step, autograph=False).get_concrete_function(spec).graph
    waiting: set[Any] = set()
    count = 0
    # In the order in which they were made, and so each behind what it waits for.
    for one in graph.get_operations():
        sources = {*(tensor.op for tensor in one.inputs), *one.control_inputs}
        if sources & waiting or one.type == "Conv2DBackpropFilter":
            waiting.add(one)
        count += one.type == "Conv2D" and one not in waiting
    return count
