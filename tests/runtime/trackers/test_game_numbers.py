"""Numbers of a game that no update logs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.trackers import GameNumbers

CURVE = "game.optimizer={adam: {learning_rate: {linear: {from: 0.1, to: 0, over: 10}}}}"


def test_norms_and_rates_follow_the_game(tiny: Callable[..., str], make_game: Callable[..., Any]) -> None:
    import tensorflow as tf

    game = make_game(tiny(), CURVE)
    numbers = GameNumbers(game, {})
    before = numbers()
    step = tf.function(game.train_step)
    for _ in range(3):
        step({"x": tf.random.stateless_normal([32, 2], [0, 1])})
    after = numbers()
    for name in ("generator", "discriminator"):
        weights = np.concatenate([w.numpy().ravel() for w in getattr(game, name).trainable_variables])
        assert after[f"{name}_weight_norm"] == pytest.approx(np.linalg.norm(weights), rel=1e-5)
        assert after[f"{name}_weight_norm"] != before[f"{name}_weight_norm"]
        assert after[f"{name}_learning_rate"] == pytest.approx(0.08), "that of round 2, the last one that was played"


def test_a_network_without_trained_weights_has_no_norm(tiny: Callable[..., str], make_game: Callable[..., Any]) -> None:
    game = make_game(tiny())
    game.generator.trainable = False
    assert set(GameNumbers(game, {})()) == {
        "discriminator_weight_norm", "discriminator_learning_rate", "generator_learning_rate",
    }  # fmt: skip
