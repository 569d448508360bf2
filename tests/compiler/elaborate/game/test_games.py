"""Games that are odd, and games that are wrong only as a whole."""

from __future__ import annotations

import pytest

from gancompile.compiler import Compilation, compile_text, compiled_files

HEAD = """
gancompile: 1
name: g
data: {source: {ring: {}}, batch: 16}
networks:
  generator: {inputs: {z: [4]}, layers: [{dense: 2, name: point}]}
  critic: {inputs: {x: data.point}, layers: [{dense: 8}, leaky_relu, {dense: 1, name: score}]}
"""
GAME = """
game:
  draws: {x: {data: point}, z: {normal: [4]}, y: {data: label}}
  let: {fake: generator(z), LETS}
  players:
    critic: {minimize: CRITIC, MORE}
    generator: {minimize: "-E[critic(fake)]"}
schedule: [{steps: 10, round: [{critic: 1}, {generator: 1}]}]
"""


def game(
    critic: str = '"E[critic(fake)] - E[critic(x)]"', lets: str = "half: 0.5", more: str = "optimizer: adam"
) -> Compilation:
    return compile_text(HEAD + GAME.replace("LETS", lets).replace("CRITIC", critic).replace("MORE", more))


def codes(compilation: Compilation) -> list[str]:
    return [diagnostic.code for diagnostic in compilation.diagnostics]


def test_two_penalties_of_one_kind_are_two() -> None:
    made = game(more="regularize: [{r1: {on: x, weight: 1}}, {r1: {on: fake, weight: 2}}]")
    source = compiled_files(made).model
    assert "loss = objective + r1 + r1_2" in source
    assert '"critic_r1_2": r1_2' in source


def test_what_a_slope_does_not_see_is_computed_once() -> None:
    """A fake that is made of the example stays as it is where the slope at the example is taken of other values."""
    made = game(
        lets="dim: generator(z) + x", critic='"E[critic(dim)] - E[critic(x)] + E[square(norm(grad(critic(x), x)))]"'
    )
    assert (
        compiled_files(made)
        .model.split("def update_critic")[1]
        .split("def update_generator")[0]
        .count("self.generator(")
        == 1
    )


def test_a_term_and_a_penalty_of_one_name_are_two() -> None:
    made = game(critic='{r1: "E[critic(fake)] - E[critic(x)]"}', more="regularize: [{r1: {on: x}}]")
    assert "loss = r1 + r1_2" in compiled_files(made).model


def test_a_penalty_has_names_of_its_own() -> None:
    lets = 'between: "stop(fake) * 0", other: generator(z * 2)'
    both = "regularize: [{gradient_penalty: {real: x, fake: fake}}, {gradient_penalty: {real: x, fake: other}}]"
    critic = '"E[critic(fake)] + E[critic(other)] - 2 * E[critic(x)]"'
    source = compiled_files(game(critic=critic, lets=lets, more=both)).model
    assert 'between_2 = self.mix("between_2", x, fake)' in source
    assert 'between_3 = self.mix("between_3", x, other)' in source


def test_what_is_maximized_is_logged_as_written() -> None:
    text = HEAD + GAME.replace("LETS", "half: 0.5").replace(
        "minimize: CRITIC, MORE", 'maximize: {gap: "E[critic(x)]", b: "-E[critic(fake)]"}'
    )
    source = compiled_files(compile_text(text)).model
    assert '"critic_gap": -gap' in source


def test_an_optimizer_beside_players_is_for_all_of_them() -> None:
    text = HEAD + GAME.replace("LETS", "half: 0.5").replace("CRITIC", '"E[critic(x)]"').replace(
        "MORE", "average: {decay: 0.5}"
    )
    source = compiled_files(
        compile_text(text.replace("  players:", "  optimizer: {sgd: {learning_rate: 0.5}}\n  players:"))
    ).model
    assert source.count("optimizers.SGD(learning_rate=0.5)") == 2


def test_a_named_penalty_takes_the_slope_of_the_logit() -> None:
    short = HEAD.replace("score", "logit") + "game: {objective: non_saturating, regularize: [r1]}"
    seen = short.replace("{dense: 1, name: logit}", "{dense: {units: 1, activation: sigmoid}, name: probability}")
    assert seen != short
    bodies = [
        compiled_files(compile_text(text)).model.split("def update_critic")[1].split('"""')[2] for text in (short, seen)
    ]
    assert bodies[0] == bodies[1]


def test_an_objective_of_ones_own_replaces_the_named_one() -> None:
    text = HEAD + 'game: {objective: hinge, players: {generator: {maximize: "E[critic(fake)]"}}}'
    assert "Maximize E[critic(fake)]" in compiled_files(compile_text(text)).model


WRONG = [
    ('"E[log(2)]"', "", "GC0411"),
    ("3", "", "GC0513"),
    ('"E[stop(critic(x))]"', "", "GC0513"),
    ('"E[sum(fake)]"', "", "GC0513"),
    ('"10 / 0 * E[critic(x)]"', "", "GC0411"),
    ('"1e400 * E[critic(x)]"', "", "GC0410"),
    ('"10 ** 900 * E[critic(x)]"', "", "GC0411"),
    ('"E[y * critic(x)]"', "", "GC0411"),
    ('"E[norm(grad(critic(x), z))]"', "", "GC0411"),
    ('{loss: "E[critic(x)]"}', "", "GC0305"),
    ('{tape: "E[critic(x)]"}', "", "GC0305"),
    ('{self: "E[critic(x)]"}', "", "GC0305"),
    ('{gradient_norm: "E[critic(x)]"}', "", "GC0306"),
    ('"E[critic(x)]"', "networks: [critic, critic]", "GC0509"),
    ('"E[critic(x)]"', 'watch: {critic_loss: "E[critic(x)]"}', "GC0306"),
    ('"E[critic(x)]"', "regularize: [{r1: {on: fake}}]", "GC0508"),
    ('"E[critic(x)]"', "regularize: [r1]", "GC0508"),
]


@pytest.mark.parametrize(("critic", "more", "code"), WRONG, ids=[w[0] + w[1] for w in WRONG])
def test_wrong_games_are_told(critic: str, more: str, code: str) -> None:
    made = game(critic=critic, more=more or "optimizer: adam")
    assert code in codes(made), made.diagnostics
    assert made.failed


@pytest.mark.parametrize("lets", ["generator: fake", "x: fake", "critic: 1", "q: grad(critic(x), z)"])
def test_names_that_are_taken(lets: str) -> None:
    assert game(lets=lets).failed


SHORT = [
    ("{dense: 1, name: score}", "{dense: 10, name: score}", "hinge", "GC0512"),
    ("{dense: 1, name: score}", "{dense: {units: 1, activation: sigmoid}, name: score}", "hinge", "GW0503"),
    ("{dense: 1, name: score}", "{dense: {units: 1, activation: relu}, name: score}", "minimax", "GC0502"),
    ("{dense: 8}", "{embedding: {input_dim: 4, output_dim: 3}}, flatten", "hinge", "GC0403"),
    ("{dense: 8}", "{dense: 99999999999999}", "hinge", "GC0208"),
    ("networks:\n", "networks:\n  idle: {inputs: {z: [4]}, layers: [{dense: 2}]}\n", "hinge", "GW0504"),
]


@pytest.mark.parametrize(("old", "new", "objective", "code"), SHORT, ids=[s[3] for s in SHORT])
def test_networks_that_do_not_suit_the_game(old: str, new: str, objective: str, code: str) -> None:
    assert codes(compile_text(HEAD.replace(old, new) + f"game: {{objective: {objective}}}")) == [code]


def test_what_only_an_objective_can_hand_out() -> None:
    for extra in ("average: {decay: 0.9}", "regularize: [{r1: {on: x}}]"):
        text = HEAD + GAME.replace("LETS", "half: 0.5").replace("CRITIC", '"E[critic(x)]"').replace(
            "MORE", "optimizer: adam"
        )
        assert codes(compile_text(text.replace("  players:", f"  {extra}\n  players:"))) == ["GC0511"]


def test_a_player_without_a_turn_is_told() -> None:
    made = compile_text(HEAD + "game: {objective: hinge}\nschedule: [{steps: 5, round: [{critic: 1}]}]")
    assert codes(made) == ["GW0601"]
    assert not made.failed
