"""A compiled game as a Keras model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.program import make_game as made_from
from gancompile.runtime.program import read_program

Make = Callable[..., Any]
X = tf.random.stateless_normal([64, 2], [0, 0])


def snapshot(game: Any) -> list[np.ndarray]:
    return [np.array(variable) for variable in game.state()]


def weights(network: Any) -> list[np.ndarray]:
    return [w.numpy() for w in network.weights]


def same(left: list[np.ndarray], right: list[np.ndarray]) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(left, right, strict=True))


def test_a_player_moves_its_own_weights_alone(make_game: Make, tiny: Make) -> None:
    game = make_game(tiny())
    d, g = weights(game.discriminator), weights(game.generator)
    game.update_discriminator(X)
    assert same(weights(game.generator), g)
    assert not same(weights(game.discriminator), d)
    d = weights(game.discriminator)
    game.update_generator()
    assert same(weights(game.discriminator), d)
    assert not same(weights(game.generator), g)


def test_a_round_is_what_the_schedule_says(make_game: Make, tiny: Make) -> None:
    """Two updates of the discriminator, each on its half of the batch with latents of its own, then one of the generator."""
    game = make_game(tiny())
    seen: list[Any] = []
    update, normal = game.update_discriminator, game.normal
    latents = []

    def watched(x: Any) -> Any:
        seen.append(np.array(x))
        return update(x)

    def drawn(name: str, shape: Any) -> Any:
        latents.append(normal(name, shape).numpy())
        return latents[-1]

    game.update_discriminator, game.normal = watched, drawn
    game.train_step({"x": X})
    np.testing.assert_array_equal(np.concatenate(seen), X)
    assert [len(one) for one in seen] == [32, 32]
    assert len(latents) == 3
    assert not any(np.array_equal(a[:16], b[:16]) for i, a in enumerate(latents) for b in latents[:i])
    assert game.rounds_played == 1
    assert int(game.updates) == 3
    assert int(game.player_optimizers["discriminator"].iterations) == 2


@pytest.mark.parametrize("mode", ["alternating", "extragradient"])
@pytest.mark.parametrize(("turns", "parts"), [("{discriminator: 2}, {generator: 1}", 2), ("{generator: 2}", 1)])
def test_a_watched_number_takes_examples_that_are_there(
    mode: str, turns: str, parts: int, compile_to: Make, tiny: Make
) -> None:
    """The generator minimizes nothing that needs the data, so what it watches is measured on the discriminator's last batch, if any."""
    watched = """
  draws: {x: {data: point}, z: {normal: [3]}}
  let: {fake: generator(z)}
  players:
    discriminator: {minimize: "E[softplus(-discriminator(x))] + E[softplus(discriminator(fake))]"}
    generator: {minimize: "E[softplus(-discriminator(fake))]", watch: {near: "E[norm(mix(x, fake))]"}}"""
    text = tiny().replace(" {objective: non_saturating}", watched).replace("{discriminator: 2}, {generator: 1}", turns)
    if mode == "extragradient":
        text, parts = text.replace("2}", "1}").replace("1}]}", "1}], mode: extragradient}"), 2 if parts == 2 else 1
    program = read_program(compile_to(text))
    assert [phase.parts for phase in program.phases] == [parts]
    logs = made_from(program).train_step({"x": X[: 16 * parts]})
    assert np.isfinite(logs["near"])


def test_a_batch_too_small_for_the_updates_of_a_round_is_an_error(make_game: Make, tiny: Make) -> None:
    """Of no example at all, a mean is NaN."""
    game = make_game(tiny())
    with pytest.raises(ValueError, match="wants 2 examples or more, one for each update"):
        game.train_step({"x": X[:1]})


def test_draws_are_a_function_of_the_state(make_game: Make, tiny: Make) -> None:
    game = make_game(tiny())
    first = game.normal("z", [4, 3]).numpy()
    np.testing.assert_array_equal(first, game.normal("z", [4, 3]))
    assert not np.array_equal(first, game.normal("other", [4, 3]))
    game.updates.assign_add(1)
    assert not np.array_equal(first, game.normal("z", [4, 3]))


def test_fit_callbacks_and_steps_per_execution(make_game: Make, tiny: Make) -> None:
    game = make_game(tiny())
    game.compile(steps_per_execution=2)

    class Seen(keras.callbacks.Callback):
        logs: dict[str, float] = {}  # noqa: RUF012

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            Seen.logs = dict(logs or {})

    history = game.fit(X.numpy(), batch_size=32, epochs=3, verbose=0, callbacks=[Seen()])
    assert game.rounds_played == 6
    assert len(history.history["generator_loss"]) == 3
    assert {"D(x)", "D(G(z))", "discriminator_loss", "generator_gradient_norm"} <= Seen.logs.keys()


def test_fit_equals_the_updates_by_hand(make_game: Make, tiny: Make) -> None:
    one, other = make_game(tiny(), name="one"), make_game(tiny(), name="other")
    one.fit(X.numpy(), batch_size=32, shuffle=False, verbose=0)
    for start in (0, 32):
        other.train_step({"x": X[start : start + 32]})
    for a, b in zip(snapshot(one), snapshot(other), strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-5, atol=1e-7)


def test_save_and_load_go_on_as_if_nothing_had_been(make_game: Make, tiny: Make, tmp_path: Path) -> None:
    """Both optimizers, counters and the seeds of dropout are in a `.keras` file."""
    text = tiny().replace("{dense: 1, name: logit}", "{dropout: 0.3}, {dense: 1, name: logit}")
    game = make_game(text, "game.average={decay: 0.9}")
    game.fit(X.numpy(), batch_size=32, verbose=0, shuffle=False)
    game.save(tmp_path / "game.keras")
    loaded = keras.models.load_model(tmp_path / "game.keras")
    assert type(loaded) is type(game)
    assert same(snapshot(loaded), snapshot(game))
    for one in (game, loaded):
        one.fit(X.numpy(), batch_size=32, verbose=0, shuffle=False)
    assert same(snapshot(loaded), snapshot(game))
    assert int(loaded.round) == 4


def test_the_average_follows(make_game: Make, tiny: Make) -> None:
    game = make_game(tiny(), "game.average={decay: 0.75}")
    before = weights(game.generator)
    game.update_generator()
    for start, now, average in zip(before, weights(game.generator), weights(game.averages["generator"]), strict=True):
        np.testing.assert_allclose(average, 0.75 * start + 0.25 * now, rtol=1e-5, atol=1e-7)
    z = np.ones((2, 3), np.float32)
    np.testing.assert_array_equal(game(z), game.averages["generator"](z))


def test_clipping_holds_the_critic(make_game: Make, tiny: Make) -> None:
    game = make_game(tiny("wasserstein"))
    game.update_discriminator(X)
    assert all(np.abs(w).max() <= 0.01 for w in weights(game.discriminator))


def test_a_learning_rate_follows_its_curve(make_game: Make, tiny: Make) -> None:
    game = make_game(tiny(), "game.optimizer={adam: {learning_rate: {cosine: {from: 1e-2, to: 0}}}}")
    rates = []
    for _ in range(6):
        game.train_step({"x": X})
        rates.append(float(game.player_optimizers["generator"].learning_rate))
    np.testing.assert_allclose(rates, [1e-2 * 0.5 * (1 + np.cos(np.pi * r / 6)) for r in range(6)], rtol=1e-5)


def test_phases_follow_each_other(make_game: Make, tiny: Make) -> None:
    schedule = "schedule=[{phase: warm up, steps: 2, round: [{discriminator: 3}]}, {steps: 4}]"
    game = make_game(tiny(), schedule)
    for _ in range(3):
        game.train_step({"x": X})
    assert int(game.player_optimizers["discriminator"].iterations) == 3 + 3 + 1
    assert int(game.player_optimizers["generator"].iterations) == 1
    game.fit(tf.data.Dataset.from_tensor_slices({"x": X}).batch(32), verbose=0)
    assert game.rounds_played == 5


def test_names_of_the_language_cover_the_model(make_game: Make, tiny: Make) -> None:
    """A network or player can have no name that hides a part of the model."""
    from gancompile.catalogue.value_rows import model_names

    game = make_game(tiny())
    own = {"generator", "discriminator"}
    public = {name for name in dir(game) if not name.startswith("_") and not name.startswith("update_")} - own
    assert public <= model_names(), sorted(public - model_names())


def test_regularizers_of_weights_are_part_of_the_loss(make_game: Make, tiny: Make) -> None:
    text = tiny().replace(
        "{dense: {units: 6, activation: tanh}}",
        "{dense: {units: 6, activation: tanh, kernel_regularizer: {l2: {l2: 0.5}}}}",
    )
    plain, held = make_game(tiny(), name="plain"), make_game(text, name="held")
    for a, b in zip(plain.discriminator.weights, held.discriminator.weights, strict=True):
        b.assign(a)
    kernel = held.discriminator.weights[0].numpy()
    losses = [float(game.update_discriminator(X)["discriminator_loss"]) for game in (plain, held)]
    np.testing.assert_allclose(losses[1] - losses[0], 0.5 * (kernel**2).sum(), rtol=1e-5)


GAME = """
gancompile: 1
name: gradients
data: {source: {ring: {}}, batch: 8}
networks:
  generator: {inputs: {z: [2]}, layers: [{dense: {units: 4, activation: tanh}}, {batch_normalization: }, {dense: 2}]}
  critic: {inputs: {x: data.point}, layers: [{dense: {units: 4, activation: tanh}}, {dense: 1}]}
game:
  draws: {x: {data: point}, z: {normal: [2]}}
  let: {fake: generator(z), same: x, there: 2 * x}
  players:
    critic: {minimize: "E[critic(fake)] - E[critic(same)] + FORMULA"}
    generator: {minimize: "-E[critic(fake)]"}
"""
FORMULAS = {
    "by a draw and by what is made of it": "E[norm(grad(critic(fake), z))] + E[norm(grad(critic(fake), fake))]",
    "second order": "E[norm(grad(norm(grad(critic(x), x)), x))]",
    "of a sum": "E[norm(grad(square(critic(x)) + critic(fake), x))]",
    "by an expression": "E[norm(grad(critic(there), there))]",
    "twice": "E[norm(grad(critic(x), x))] + 2 * E[sum(square(grad(critic(x), x)))]",
}


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
def test_gradients_of_every_kind_train(formula: str, make_game: Make) -> None:
    """Against finite differences of the network, and each network's batch statistics move once an update."""
    game = make_game(GAME.replace("FORMULA", formula))
    moving = game.generator.layers[2].moving_mean
    before = moving.numpy()
    z = game.normal("z", [64, 2])
    batch = game.generator.layers[1](z).numpy().mean(axis=0)
    logs = game.update_critic(X)
    np.testing.assert_allclose(moving, 0.99 * before + 0.01 * batch, rtol=1e-4, atol=1e-6)
    assert all(np.isfinite(float(value)) for value in logs.values())
    assert float(logs["critic_gradient_norm"]) > 0


@pytest.mark.parametrize("sizes", [(4, 4), (3, 5)])
def test_networks_that_are_run_together_answer_as_one_by_one(
    sizes: tuple[int, int], make_game: Callable[..., Any], tiny: Callable[..., str]
) -> None:
    """One input or several, one output or several, batches of one size or of several."""
    game = make_game(tiny())
    a, b = keras.Input([3]), keras.Input([2])
    joined = keras.layers.Concatenate()([a, b])
    several = keras.Model([a, b], {"sum": keras.layers.Dense(2)(joined), "score": keras.layers.Dense(1)(joined)})
    batches = [[tf.random.normal([size, 3]), tf.random.normal([size, 2])] for size in sizes]
    for batch, found in zip(batches, game.together(several, *batches, training=True), strict=True):
        for name, value in several(batch, training=True).items():
            np.testing.assert_allclose(found[name], value, rtol=1e-5)
    points = [tf.random.normal([size, 2]) for size in sizes]
    for batch, found in zip(points, game.together(game.discriminator, *points, training=True), strict=True):
        np.testing.assert_allclose(found, game.discriminator(batch), rtol=1e-5)
