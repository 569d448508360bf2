"""Modes of a round against their formulas, on the bilinear game V = psi * theta, where each can be worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

RATE, ROUNDS = 0.1, 6
SPEC = """
gancompile: 1
name: bilinear
data: {source: {npy: {file: zeros.npy}}, batch: 4}
networks:
  generator: {inputs: {z: [1]}, layers: [{learned_constant: {shape: [1], initializer: {constant: {value: 1.0}}}, name: theta}]}
  discriminator:
    inputs: {x: data.x}
    layers: [{dense: {units: 1, use_bias: false, kernel_initializer: {constant: {value: 1.0}}}, name: psi}]
game:
  draws: {x: {data: x}, z: {normal: [1]}}
  let: {fake: generator(z), V: "E[discriminator(fake)] - E[discriminator(x)]"}
  optimizer: {sgd: {learning_rate: 0.1}}
  players:
    discriminator: {maximize: V}
    generator: {minimize: V, average: {decay: 0.5}}
schedule: [{steps: 6, round: [{discriminator: 1}, {generator: 1}]}]
allow: [GW0513]
"""
Step = Callable[[float, float, dict[str, float]], tuple[float, float]]


def alternating(psi: float, theta: float, kept: dict[str, float]) -> tuple[float, float]:
    psi = psi + RATE * theta
    return psi, theta - RATE * psi


def simultaneous(psi: float, theta: float, kept: dict[str, float]) -> tuple[float, float]:
    return psi + RATE * theta, theta - RATE * psi


def extragradient(psi: float, theta: float, kept: dict[str, float]) -> tuple[float, float]:
    """Gidel et al. 2019: the gradients are those of the step ahead."""
    ahead_psi, ahead_theta = simultaneous(psi, theta, kept)
    return psi + RATE * ahead_theta, theta - RATE * ahead_psi


def optimistic(psi: float, theta: float, kept: dict[str, float]) -> tuple[float, float]:
    """Daskalakis et al. 2018, eq. 4: w - 2 h g_t + h g_(t-1)."""
    up, down = RATE * theta, -RATE * psi
    made = psi + 2 * up - kept.get("up", 0.0), theta + 2 * down - kept.get("down", 0.0)
    kept |= {"up": up, "down": down}
    return made


def consensus(psi: float, theta: float, kept: dict[str, float]) -> tuple[float, float]:
    """Mescheder et al. 2017: both also go down 0.5 * (psi^2 + theta^2), which is half the squared norm of the gradients, times 0.3."""
    return psi + RATE * (theta - 0.3 * psi), theta - RATE * (psi + 0.3 * theta)


def game_in(mode: str, make_game: Callable[..., Any], tmp_path: Path, *overrides: str) -> Any:
    np.save(tmp_path / "zeros.npy", np.zeros([8, 1], np.float32))
    path = f"data.source.npy.file={tmp_path / 'zeros.npy'}"
    return make_game(SPEC, path, f"schedule.0.mode={mode}", *overrides)


@pytest.mark.parametrize(
    ("mode", "step"),
    [
        ("alternating", alternating), ("simultaneous", simultaneous), ("extragradient", extragradient),
        ("optimistic", optimistic), ("{consensus: {weight: 0.3}}", consensus),
    ],
)  # fmt: skip
def test_a_mode_is_its_formula(mode: str, step: Step, make_game: Callable[..., Any], tmp_path: Path) -> None:
    game = game_in(mode, make_game, tmp_path)
    play = tf.function(game.train_step, autograph=False)
    psi = theta = average = 1.0
    kept: dict[str, float] = {}
    for _ in range(ROUNDS):
        play({"x": tf.zeros([8, 1])})
        psi, theta = step(psi, theta, kept)
        average = 0.5 * average + 0.5 * theta
    assert game.discriminator.weights[0].numpy().item() == pytest.approx(psi, rel=1e-5)
    assert game.generator.weights[0].numpy().item() == pytest.approx(theta, rel=1e-5)
    assert game.averages["generator"].weights[0].numpy().item() == pytest.approx(average, rel=1e-5)
    assert game.rounds_played == ROUNDS


def test_weights_are_put_back_after_steps_that_are_taken_together(
    make_game: Callable[..., Any], tmp_path: Path
) -> None:
    game = game_in("simultaneous", make_game, tmp_path, "game.players.discriminator.constrain={clip: 0.5}")
    game.train_step({"x": tf.zeros([4, 1])})
    assert game.discriminator.weights[0].numpy().item() == 0.5
    # The generator saw the weight of the beginning.
    assert game.generator.weights[0].numpy().item() == pytest.approx(0.9)


def test_frozen_networks_stay_and_moments_do_not_count(make_game: Callable[..., Any], tmp_path: Path) -> None:
    text = SPEC.replace(
        "steps: 6, round: [{discriminator: 1}, {generator: 1}]",
        "steps: 6, round: [{discriminator: 1}], freeze: [generator]",
    )
    np.save(tmp_path / "zeros.npy", np.zeros([8, 1], np.float32))
    game = make_game(text, f"data.source.npy.file={tmp_path / 'zeros.npy'}")
    game.train_step({"x": tf.zeros([4, 1])})
    assert game.generator.weights[0].numpy().item() == 1.0
    assert game.discriminator.weights[0].numpy().item() == pytest.approx(1.1)


def test_one_mode_at_a_time(make_game: Callable[..., Any], tmp_path: Path) -> None:
    game = game_in("simultaneous", make_game, tmp_path)
    with pytest.raises(ValueError, match="one mode"), game.simultaneous(), game.optimistic():
        pass


def test_filters_are_no_longer_than_a_limit(make_game: Callable[..., Any], tiny: Callable[..., str]) -> None:
    game = make_game(tiny(), "game.players.discriminator.constrain={max_norm: 0.3}")
    game.update_discriminator(tf.ones([16, 2]))
    for weight in game.discriminator.trainable_variables:
        if len(weight.shape) == 2:
            lengths = np.linalg.norm(weight.numpy(), axis=0)
            assert lengths.max() == pytest.approx(0.3, rel=1e-5)
            assert lengths.max() <= 0.3 + 1e-6


PARTS = """
gancompile: 1
name: parts
data: {source: digits, range: [-1, 1], batch: 8}
networks:
  generator:
    inputs: {z: [3], y: data.label}
    layers:
      - {embedding: {input_dim: 10, output_dim: 3}, from: y}
      - {add: , from: [z, previous]}
      - dense: 64
      - reshape: [8, 8, 1]
  trunk: {inputs: {x: data.image}, layers: [flatten, {dense: 8}, batch_normalization, leaky_relu]}
  judge: {inputs: {h: trunk}, layers: [{dense: 1}]}
game:
  draws: {x: {data: image}, y: {data: label}, z: {normal: [3]}}
  let: {fake: "generator(z, y)"}
  players:
    discriminator: {networks: [trunk, judge], minimize: "E[softplus(judge(trunk(fake)) - judge(trunk(x)))]"}
    generator: {minimize: "E[softplus(-judge(trunk(fake)))]"}
schedule: [{steps: 4, PHASE}]
allow: [GW0506]
"""


def played(make_game: Callable[..., Any], phase: str, rounds: int = 2) -> tuple[Any, list[Any]]:
    """A game after a few rounds, and the weights of its trunk before."""
    game = make_game(PARTS.replace("PHASE", phase))
    before = [weight.numpy() for weight in game.trunk.weights]
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(16, 8, 8, 1)).astype(np.float32), rng.integers(0, 10, 16).astype(np.int32)
    play = tf.function(game.train_step, autograph=False)
    for _ in range(rounds):
        play({"x": tf.constant(x), "y": tf.constant(y)})
    return game, before


@pytest.mark.parametrize("mode", ["alternating", "optimistic", "simultaneous"])
def test_a_frozen_network_keeps_its_statistics_too(mode: str, make_game: Callable[..., Any]) -> None:
    game, before = played(make_game, f"freeze: [trunk], mode: {mode}")
    for weight, value in zip(game.trunk.weights, before, strict=True):
        np.testing.assert_array_equal(weight.numpy(), value, err_msg=weight.path)
    assert game.trunk.trainable
    assert len(game.trunk.trainable_variables) == 4


def test_a_consensus_goes_through_embeddings(make_game: Callable[..., Any]) -> None:
    game, before = played(make_game, "mode: {consensus: {weight: 0.1}}")
    assert any((weight.numpy() != value).any() for weight, value in zip(game.trunk.weights, before, strict=True))
    assert all(np.isfinite(weight.numpy()).all() for weight in game.weights)
