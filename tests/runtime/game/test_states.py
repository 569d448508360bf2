"""Numbers that a game carries, terms of some rounds alone, and what phases change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from gancompile.compiler import compile_text, compiled_files

BEGAN = ("game.objective=began", "game.optimizer={sgd: {learning_rate: 0.01}}")


def test_a_state_is_moved_by_what_updates_have_logged(make_game: Callable[..., Any], tiny: Callable[..., str]) -> None:
    """Berthelot et al. 2017: k + rate * (diversity * L(x) - L(G(z))), held in [0, 1]."""
    game = make_game(tiny("began"))
    game.balance.assign(0.25)
    logs = game.train_step({"x": tf.ones([32, 2])})
    real, fake = float(logs["L(x)"]), float(logs["L(G(z))"])
    assert float(logs["balance"]) == pytest.approx(np.clip(0.25 + 0.001 * (0.5 * real - fake), 0, 1), rel=1e-6)
    assert float(game.balance.numpy()) == float(logs["balance"])


def test_a_lazy_term_counts_in_its_rounds_alone(make_game: Callable[..., Any], tiny: Callable[..., str]) -> None:
    """In every third round it is three times the term of each round, and nothing in the others."""
    lazy = make_game(tiny(), "game.regularize=[{r1: {weight: 2, every: 3}}]", name="lazy")
    each = make_game(tiny(), "game.regularize=[{r1: {weight: 2}}]", name="each")
    x = tf.random.stateless_normal([16, 2], [1, 2])
    found = []
    for round in range(6):
        for game in (lazy, each):
            for mine, theirs in zip(game.discriminator.weights, lazy.discriminator.weights, strict=True):
                mine.assign(theirs.value)
            game.round.assign(round)
        term = float(lazy.update_discriminator(x)["discriminator_r1"])
        found.append(term)
        if round % 3:
            assert term == 0
    assert found[0] > 0
    assert found[3] > 0
    fresh = make_game(tiny(), "game.regularize=[{r1: {weight: 2}}]", name="fresh")
    begun = make_game(tiny(), "game.regularize=[{r1: {weight: 2, every: 3}}]", name="begun")
    once = float(fresh.update_discriminator(x)["discriminator_r1"])
    assert float(begun.update_discriminator(x)["discriminator_r1"]) == pytest.approx(3 * once, rel=1e-5)


def test_a_state_that_a_lazy_term_feeds_moves_with_it(make_game: Callable[..., Any], tiny: Callable[..., str]) -> None:
    game = make_game(tiny(), "game.regularize=[{path_length: {latent: z, every: 2, batch: half, keep: 0.5}}]")
    targets = []
    for _ in range(4):
        logs = game.train_step({"x": tf.ones([32, 2])})
        targets.append((float(game.target.numpy()), float(logs["target_seen"])))
    assert targets[0][0] == pytest.approx(0.5 * targets[0][1], rel=1e-5)
    assert targets[1] == (targets[0][0], 0.0)
    assert targets[2][0] == pytest.approx(0.5 * targets[1][0] + 0.5 * targets[2][1], rel=1e-5)


SHARED = """
gancompile: 1
name: shared
data: {source: ring, batch: 16}
networks:
  generator: {inputs: {z: [3]}, layers: [{dense: 2}]}
  discriminator: {inputs: {x: data.point}, layers: [{dense: 4}, leaky_relu, {dense: 1}]}
game:
  draws: {x: {data: point, fresh: round}, z: {normal: [3], fresh: round}}
  let: {fake: generator(z)}
  players:
    discriminator: {minimize: "E[softplus(discriminator(fake) - discriminator(x))]", watch: {seen: "E[mean(x)]", latent: "E[mean(z)]"}}
    generator: {minimize: "E[softplus(discriminator(x) - discriminator(fake))]", watch: {seen_too: "E[mean(x)]", latent_too: "E[mean(z)]"}}
schedule: [{steps: 10, round: [{discriminator: 2}, {generator: 1}]}]
"""


def test_what_is_fresh_for_a_round_is_the_same_for_all_its_updates(make_game: Callable[..., Any]) -> None:
    game = make_game(SHARED)
    found = []
    for _ in range(2):
        x = tf.random.stateless_normal([16, 2], [game.rounds_played, 2])
        logs = game.train_step({"x": x})
        assert float(logs["seen"]) == float(logs["seen_too"])
        assert float(logs["latent"]) == float(logs["latent_too"])
        found.append(float(logs["latent"]))
    assert found[0] != found[1]


def test_draws_of_the_data_are_equally_fresh() -> None:
    text = SHARED.replace("x: {data: point, fresh: round},", "y: {data: label}, x: {data: point, fresh: round},")
    assert [one.code for one in compile_text(text).diagnostics][:1] == ["GC0505"]


PHASES = """
  - {phase: first, steps: 10}
  - {phase: second, steps: 20, batch: 8, set: {game.optimizer.adam.learning_rate: {linear: {to: 0}}}}
  - {phase: third, steps: 10}
"""


def test_what_a_phase_sets_holds_while_it_lasts(make_game: Callable[..., Any], tiny: Callable[..., str]) -> None:
    text = tiny().replace("schedule: [{steps: 6, round: [{discriminator: 2}, {generator: 1}]}]", f"schedule:{PHASES}")
    game = make_game(text, "game.optimizer={adam: {learning_rate: 0.5, beta_1: 0}}")
    rates = {}
    for round in (0, 9, 10, 20, 29, 30, 39):
        game.round.assign(round)
        game.update_generator()
        rates[round] = float(game.player_optimizers["generator"].learning_rate)
    assert rates == pytest.approx({0: 0.5, 9: 0.5, 10: 0.5, 20: 0.25, 29: 0.025, 30: 0.5, 39: 0.5})


def test_a_phase_sets_a_number_that_has_a_name(tiny: Callable[..., str]) -> None:
    phases = "[{steps: 5}, {steps: 5, set: {game.let.share: 1}}, {steps: 5, set: {game.let.share: {linear: {to: 3}}}}]"
    text = tiny().replace("[{steps: 6, round: [{discriminator: 2}, {generator: 1}]}]", phases)
    term = "{term: {name: drift, value: 'share * E[square(discriminator(x))]'}}"
    compilation = compile_text(text, overrides=["game.let={share: 0.5}", f"game.regularize=[{term}]"])
    assert not compilation.diagnostics, compilation.diagnostics
    model = compiled_files(compilation).model
    assert "piecewise(self.round, [(0, 0.5), (5, 1.0), (10, linear(" in model
    half = compile_text(text, overrides=["game.let={share: 1 / 2}", f"game.regularize=[{term}]"])
    assert [one.code for one in half.diagnostics] == ["GC0607", "GC0607"]


@pytest.mark.parametrize(
    ("schedule", "code"),
    [
        ("[{steps: 5, params: {widht: 3}}]", "GC0302"),
        ("[{steps: 5, mode: simultaneous, round: [{discriminator: 2}, {generator: 1}]}]", "GC0604"),
        ("[{steps: 5, freeze: [generator]}]", "GC0605"),
        ("[{steps: 5, freeze: [generatr]}]", "GC0301"),
        ("[{steps: 5, until: {metric: fid, below: 3}}]", "GC0606"),
        ("[{steps: 5, until: {metric: generator_loss}}]", "GC0606"),
        ("[{steps: 5, set: {game.optimizer.adam.rate: 3}}]", "GC0607"),
        ("[{steps: 5, set: {data.batch: 3}}]", "GC0607"),
        ("[{steps: 5, set: {game.players.generator.optimizer.adam.epsilon: {cosine: {to: 0}}}}]", "GC0607"),
        ("[{steps: 5, set: {game.players.generator.minimize: 3}}]", "GC0607"),
        ("[{steps: 5, mode: sideways}]", "GC0204"),
    ],
)
def test_what_a_phase_cannot_do_is_an_error(schedule: str, code: str, tiny: Callable[..., str]) -> None:
    text = (
        tiny().replace("[{steps: 6, round: [{discriminator: 2}, {generator: 1}]}]", schedule) + "params: {width: 3}\n"
    )
    codes = [one.code for one in compile_text(text).diagnostics if not one.code.startswith("GW")]
    assert codes == [code], [(one.code, one.message) for one in compile_text(text).diagnostics]


HELD = """
gancompile: 1
name: held
data: {source: ring, batch: 16}
networks:
  generator: {inputs: {z: [3]}, layers: [{dense: 2}]}
  discriminator: {inputs: {x: data.point}, layers: [{dense: 4}, leaky_relu, {dense: 1}]}
game:
  draws: {x: {data: point}, z: {normal: [3]}}
  let:
    p: {hold: {value: "E[sum(x)]", at: 0.5, by: 0.1, from: 0.15, high: 0.3}}
    fake: generator(z)
  players:
    discriminator:
      minimize: E[softplus(discriminator(fake) - discriminator(x))]
      regularize: [{r1: {on: x, weight: {hold: {value: "E[sum(x)]", at: 0.5, by: 2, from: 5, high: 10}}}}]
    generator: {minimize: "E[softplus(discriminator(x) - p * discriminator(fake))]", optimizer: {sgd: {learning_rate: {state: p}}}}
allow: [GW0506]
"""


def test_a_held_number_goes_up_above_its_value_and_down_below(make_game: Callable[..., Any]) -> None:
    game = make_game(HELD)
    found = []
    for value in (1.0, 1.0, 1.0, -1.0, -1.0, -1.0, -1.0, -1.0):
        game.train_step({"x": tf.fill([32, 2], value)})
        found.append(round(float(game.p.numpy()), 4))
    assert found == [0.25, 0.3, 0.3, 0.2, 0.1, 0.0, 0.0, 0.0]
    assert float(game.discriminator_r1_weight.numpy()) == 0.0
    # A rate that is a number of the game is that of the round.
    assert float(game.player_optimizers["generator"].learning_rate) == 0.0


def test_a_lock_of_held_numbers_is_of_the_language() -> None:
    first = compile_text(HELD)
    again = compile_text(compiled_files(first).lock)
    assert not again.diagnostics
    assert compiled_files(again).model == compiled_files(first).model


def test_a_term_of_ones_own_is_a_single_number(tiny: Callable[..., str]) -> None:
    for value in ("square(norm(z))", "z"):
        text = compile_text(tiny(), overrides=[f"game.regularize=[{{term: {{value: '{value}'}}}}]"])
        assert [one.code for one in text.diagnostics] == ["GC0414"]


@pytest.mark.parametrize(("weight", "to"), [("1", "2"), ("0.1", "1"), ("1", "{linear: {to: 0}}")])
def test_a_weight_of_one_can_be_set(weight: str, to: str, tiny: Callable[..., str]) -> None:
    phase = f"[{{steps: 5}}, {{steps: 5, set: {{game.players.discriminator.regularize.0.r1.weight: {to}}}}}]"
    text = tiny().replace("[{steps: 6, round: [{discriminator: 2}, {generator: 1}]}]", phase)
    compilation = compile_text(text, overrides=[f"game.regularize=[{{r1: {{weight: {weight}}}}}]"])
    assert not compilation.diagnostics
    assert "r1 adds weight * E[" in compiled_files(compilation).model or weight == "1"
    assert f"piecewise(self.round, [(0, {float(weight)})" in compiled_files(compilation).model


def test_a_state_of_two_lazy_terms_waits_for_both(tiny: Callable[..., str]) -> None:
    penalties = "[{r1: {every: 4}}, {r2: {every: 6}}]"
    state = "{k: {update: 'k + E[norm(grad(discriminator(x), x))] + E[norm(grad(discriminator(fake), fake))]'}}"
    compilation = compile_text(tiny(), overrides=[f"game.regularize={penalties}", f"game.state={state}"])
    assert not compilation.failed, compilation.diagnostics
    assert [one.every_rounds for one in compilation.program.game.states] == [12]
