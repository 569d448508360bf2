"""Networks that compute in 16 bits: what stays float32, loss scaling, and what leaves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.builder.earlier_round import serve_in_full_precision
from gancompile.runtime.game.named_state import named_state
from gancompile.runtime.program import make_game as make
from gancompile.runtime.program import read_program

SPEC = """
gancompile: 1
name: short
precision: float32
data: {source: digits, range: [-1, 1], batch: 16}
networks:
  generator:
    inputs: {z: [8]}
    layers: [{dense: {units: 64, use_bias: false}}, batch_normalization, relu, {reshape: [4, 4, 4]},
      {conv2d_transpose: {filters: 1, kernel_size: 4, strides: 2, padding: same, activation: tanh}}]
  discriminator:
    inputs: {x: data.image}
    layers: [{conv2d: {filters: 8, kernel_size: 4, strides: 2}, wrap: spectral_normalization}, leaky_relu, flatten, {dense: 1}]
game: {objective: wasserstein_gp, average: {decay: 0.9}}
allow: [GW0511]
"""
MIXED = ["mixed_bfloat16", "mixed_float16"]


def images(seed: int = 0) -> Any:
    return np.random.default_rng(seed).uniform(-1, 1, (16 * 5, 8, 8, 1)).astype(np.float32)


@pytest.mark.parametrize("precision", MIXED)
def test_layers_compute_in_16_bits_and_the_rest_in_32(precision: str, make_game: Callable[..., Any]) -> None:
    game = make_game(SPEC, f"precision={precision}")
    short = precision.removeprefix("mixed_")
    layers = [layer for network in (game.generator, game.discriminator) for layer in network.layers]
    assert [layer.compute_dtype for layer in layers if layer.compute_dtype != "float32"] == [short] * 9
    assert {variable.dtype for name, variable in named_state(game).items() if "kernel" in name} == {"float32"}
    x = tf.constant(images()[:16])
    with tf.GradientTape() as tape:
        tape.watch(x)
        scores = game.discriminator(x, training=True)
    assert scores.dtype == tape.gradient(scores, x).dtype == tf.float32
    assert game.generator(tf.zeros([2, 8])).dtype == tf.float32
    assert {one.dtype for one in game.averages["generator"].weights} == {"float32"}


@pytest.mark.slow
@pytest.mark.parametrize("precision", MIXED)
def test_a_penalty_trains_and_stays_near_float32(precision: str, make_game: Callable[..., Any]) -> None:
    games = {name: make_game(SPEC, f"precision={name}", name=name) for name in ("float32", precision)}
    logs = {name: game.train_step({"x": images()}) for name, game in games.items()}
    for name, value in logs["float32"].items():
        np.testing.assert_allclose(logs[precision][name], value, rtol=0.1, atol=0.05, err_msg=name)
    scales = {name for name in logs[precision] if name.endswith("_loss_scale")}
    assert len(scales) == (2 if precision == "mixed_float16" else 0)


@pytest.mark.slow
def test_a_step_that_overflows_is_left_out_and_the_scale_recovers(make_game: Callable[..., Any]) -> None:
    game = make_game(SPEC, "precision=mixed_float16")
    scale = game.player_optimizers["generator"].dynamic_scale
    scale.assign(2.0**30)
    step = tf.function(game.train_step, autograph=False)
    before = game.generator.trainable_variables[0].numpy()
    logs = step({"x": images()})
    assert np.isfinite([value.numpy() for value in logs.values()]).all()
    assert logs["generator_gradient_norm"] == 0
    assert scale.numpy() == 2.0**29
    np.testing.assert_array_equal(game.generator.trainable_variables[0].numpy(), before)
    for seed in range(25):
        logs = step({"x": images(seed)})
    assert logs["generator_gradient_norm"] > 0
    assert 1 < scale.numpy() < 2.0**29
    assert np.abs(game.generator.trainable_variables[0].numpy() - before).max() > 0


def test_scheduled_settings_reach_the_optimizer_within_loss_scaling(make_game: Callable[..., Any]) -> None:
    ramp = "{linear: {from: 0.5, to: 0, over: 10}}"
    curve = f"game.optimizer={{adam: {{learning_rate: {ramp}, beta_1: {ramp}}}}}"
    game = make_game(SPEC, "precision=mixed_float16", curve)
    game.train_step({"x": images()})
    inner = game.player_optimizers["generator"].inner_optimizer
    assert inner.beta_1 == 0.5
    assert float(inner.learning_rate.numpy()) == pytest.approx(0.5)


def test_a_network_and_a_layer_say_it_themselves(make_game: Callable[..., Any]) -> None:
    game = make_game(SPEC, "networks.discriminator.dtype=mixed_bfloat16")
    assert {layer.compute_dtype for layer in game.generator.layers} == {"float32"}
    assert "bfloat16" in {layer.compute_dtype for layer in game.discriminator.layers}


@pytest.mark.parametrize("kept", [False, True])
def test_what_leaves_computes_in_float32_unless_asked(kept: bool, compile_to: Callable[..., Path]) -> None:
    asked = ["export.precision=trained"] if kept else []
    program = read_program(compile_to(SPEC, "precision=mixed_bfloat16", *asked))
    game, full = make(program), make(read_program(compile_to(SPEC, name="full")))
    serve_in_full_precision(game, program)
    z = tf.random.stateless_normal([8, 8], [1, 2])
    apart = float(tf.reduce_max(tf.abs(game(z) - full(z))))
    assert (apart > 1e-4) == kept
    assert apart < 0.1


def test_the_state_of_the_optimizer_has_the_same_names_with_and_without_loss_scaling(
    make_game: Callable[..., Any],
) -> None:
    """So a build that continues in another precision keeps its moments and the count of its steps."""
    names = {
        name: set(named_state(make_game(SPEC, f"precision={name}", name=name))) for name in ("float32", "mixed_float16")
    }
    more = names["mixed_float16"] - names["float32"]
    assert names["float32"] < names["mixed_float16"]
    assert {name.split("/")[2] for name in more} == {"loss_scale"}
