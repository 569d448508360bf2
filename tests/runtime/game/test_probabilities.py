"""A sigmoid or a softmax counts once, in whatever way the spec writes it, and its logarithm is finite."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

SPEC = """\
gancompile: 1
name: classified
data: {source: {ring: {modes: 3}}, batch: 12}
networks:
  generator: {inputs: {z: [2]}, layers: [{dense: {units: 8, activation: tanh}}, {dense: 2, name: point}]}
  critic: {inputs: {x: data.point}, layers: [{dense: {units: 8, activation: tanh}}, {dense: 1, name: score}]}
NETWORKS
game:
  draws: {x: {data: point}, y: {data: label}, z: {normal: [2]}}
  let: {fake: generator(z)}
  players:
    critic: {networks: [critic], minimize: "E[softplus(-critic(x))] + E[softplus(critic(fake))]", optimizer: {sgd: {learning_rate: 0.1}}}
    classifier: {networks: OWNED, minimize: "E[cross_entropy(y, KINDS)]", optimizer: {sgd: {learning_rate: 0.1}}}
    generator: {networks: [generator], minimize: "E[softplus(-critic(fake))]", optimizer: {sgd: {learning_rate: 0.1}}}
schedule: [{steps: 5, round: [{critic: 1}, {classifier: 1}, {generator: 1}]}]
"""
PLAIN = (
    "  classifier: {inputs: {x: data.point}, layers: [{dense: {units: 6, activation: tanh}}, {dense: 3, name: kinds}]}"
)
WAYS = {
    "logits": (PLAIN, "[classifier]", "classifier(x)"),
    "an argument": (
        PLAIN.replace("{dense: 3, name: kinds}", "{dense: {units: 3, activation: softmax}, name: kinds}"),
        "[classifier]",
        "classifier(x)",
    ),
    "a layer of its own": (
        PLAIN.replace("{dense: 3, name: kinds}", "{dense: 3}, {softmax: , name: kinds}"),
        "[classifier]",
        "classifier(x)",
    ),
    "an activation": (
        PLAIN.replace("{dense: 3, name: kinds}", "{dense: 3}, {activation: softmax, name: kinds}"),
        "[classifier]",
        "classifier(x)",
    ),
    "an activation with nothing behind it": (
        PLAIN.replace(
            "{dense: 3, name: kinds}",
            "{dense: 3}, {softmax: {axis: [1]}}, {reshape: [3]}, {activation: linear, name: kinds}",
        ),
        "[classifier]",
        "classifier(x)",
    ),
    "pooled": (
        PLAIN.replace(
            "{dense: 3, name: kinds}",
            "{dense: {units: 3, activation: softmax}}, {reshape: [1, 3]}, {global_average_pooling1d: , name: kinds}",
        ),
        "[classifier]",
        "classifier(x)",
    ),
    "a mean of the formula": (
        PLAIN.replace("{dense: 3, name: kinds}", "{dense: {units: 3, activation: softmax}, name: kinds}"),
        "[classifier]",
        "(classifier(x) + classifier(x)) / 2",
    ),
    "one of several outputs": (
        PLAIN.replace(
            "{dense: 3, name: kinds}]",
            "{dense: {units: 3, activation: softmax}, name: kinds}, {dense: 1, name: other}], outputs: {kinds: kinds, other: other}",
        ),
        "[classifier]",
        "classifier(x).kinds",
    ),
    "a network of networks": (
        PLAIN.replace("{dense: 3, name: kinds}", "{dense: {units: 3, activation: softmax}, name: kinds}")
        + "\n  around: {inputs: {x: data.point}, layers: [{network: classifier}]}",
        "[classifier]",
        "around(x)",
    ),
    "a softmax of the formula": (PLAIN, "[classifier]", "softmax(classifier(x))"),
}


def text_of(way: str) -> str:
    networks, owned, kinds = WAYS[way]
    return SPEC.replace("NETWORKS", networks).replace("OWNED", owned).replace("KINDS", kinds)


def classified(game: Any, rounds: int) -> list[float]:
    """The classifier's loss in each of some rounds on the same examples."""
    rng = np.random.default_rng(0)
    losses = []
    for _ in range(rounds):
        labels = rng.integers(0, 3, 12)
        points = rng.normal(size=(12, 2)) * 0.3 + np.eye(3)[labels][:, :2] * 2
        logs = game.update_classifier(tf.constant(points, tf.float32), tf.constant(labels, tf.int32))
        losses.append(float(logs["classifier_loss"]))
    return losses


@pytest.mark.parametrize("way", [way for way in WAYS if way != "logits"])
def test_a_classifier_trains_alike_in_all_ways_of_writing_its_softmax(way: str, make_game: Callable[..., Any]) -> None:
    plain, other = make_game(text_of("logits"), name="plain"), make_game(text_of(way), name="other")
    weights = {weight.shape: weight for weight in plain.classifier.weights}
    for weight in other.classifier.weights:
        if weight.shape in weights:
            weight.assign(weights[weight.shape])
    first, second = classified(plain, 40), classified(other, 40)
    np.testing.assert_allclose(second, first, rtol=1e-4)
    assert second[-1] < second[0]


def test_what_is_certain_costs_nothing(make_game: Callable[..., Any]) -> None:
    """A softmax of 1 has the cross-entropy 0; taken for a logit once more, it would be that of [1, 0, 0], which is 0.55."""
    game = make_game(text_of("a layer of its own"))
    game.classifier.layers[-1].bias.assign([60.0, 0.0, 0.0])
    logs = game.update_classifier(tf.zeros([12, 2]), tf.zeros([12], tf.int32))
    assert float(logs["classifier_loss"]) < 1e-6


@pytest.mark.parametrize(
    "layers",
    [
        "{dense: {units: 1, activation: sigmoid}, name: score}",
        "{dense: 1}, {activation: sigmoid, name: score}",
        "{dense: 4}, {reshape: [2, 2, 1]}, {conv2d: {filters: 1, kernel_size: 1}, name: t}, {activation: sigmoid, name: score}",
        "{dense: 1}, {activation: sigmoid}, {activation: linear, name: score}",
    ],
    ids=["argument", "layer", "map", "nothing behind"],
)
@pytest.mark.parametrize("bias", [-200.0, 200.0])
def test_the_logarithm_of_a_probability_is_finite(layers: str, bias: float, make_game: Callable[..., Any]) -> None:
    text = (
        text_of("logits")
        .replace("{dense: 1, name: score}", layers)
        .replace(
            "E[softplus(-critic(x))] + E[softplus(critic(fake))]",
            "-E[mean(log(critic(x)))] - E[mean(log(1 - critic(fake)))]",
        )
        .replace("E[softplus(-critic(fake))]", "-E[mean(log(critic(fake)))]")
    )
    game = make_game(text)
    next(layer for layer in reversed(game.critic.layers) if layer.weights).bias.assign([bias])
    logs = game.update_critic(tf.zeros([12, 2]))
    np.testing.assert_allclose(float(logs["critic_loss"]), 200.0, atol=5.0)
    assert all(np.isfinite(weight.numpy()).all() for weight in game.critic.weights)


def test_the_network_that_is_sampled_keeps_its_sigmoid_and_its_logarithm_is_finite(
    make_game: Callable[..., Any],
) -> None:
    text = (
        text_of("logits")
        .replace("{dense: 2, name: point}", "{dense: {units: 2, activation: sigmoid}, name: point}")
        .replace("E[softplus(-critic(fake))]", "E[softplus(-critic(fake))] - E[sum(log(fake))] - E[sum(log(1 - fake))]")
    )
    game = make_game(text)
    game.generator.layers[-1].bias.assign([300.0, -300.0])
    made = game.generator(tf.zeros([4, 2])).numpy()
    assert ((made >= 0) & (made <= 1)).all()
    assert np.isfinite(float(game.update_generator()["generator_loss"]))
    assert all(np.isfinite(weight.numpy()).all() for weight in game.generator.weights)


def test_the_logarithm_of_pooled_probabilities_is_finite(make_game: Callable[..., Any]) -> None:
    """There is no logit of a mean; a probability that has been rounded to 0 is taken for 1e-7."""
    map_layers = "{dense: 4}, {reshape: [2, 2, 1]}, {conv2d: {filters: 1, kernel_size: 1, activation: sigmoid}}"
    layers = f"{map_layers}, {{global_average_pooling2d: , name: score}}"
    text = text_of("logits").replace("{dense: 1, name: score}", layers)
    game = make_game(
        text.replace("E[softplus(-critic(x))] + E[softplus(critic(fake))]", "-E[log(critic(x) * critic(x))]")
    )
    next(layer for layer in reversed(game.critic.layers) if layer.weights).bias.assign([-200.0])
    logs = game.update_critic(tf.zeros([12, 2]))
    assert float(logs["critic_loss"]) == pytest.approx(-math.log(1e-7), rel=1e-5)
