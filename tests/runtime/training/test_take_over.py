"""Going on from another game: what has the same name and shape is taken over, the rest begins anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.game.named_state import named_state
from gancompile.runtime.training import CheckpointStore, CheckpointValues, take_over

Make = Callable[..., Any]
SPEC = """
gancompile: 1
name: tiny
data: {source: {ring: {modes: 4}}, batch: 16}
networks:
  generator:
    inputs: {z: [3]}
    layers: [{dense: {units: 5, activation: tanh}}, {dense: {units: 5, activation: tanh}}, {dropout: 0.1}, {dense: 2, name: point}]
  discriminator:
    inputs: {x: data.point}
    layers: [{dense: {units: 6, activation: tanh}}, {dense: 1, name: logit}]
game: {objective: non_saturating, average: {decay: 0.9}, optimizer: {adam: {learning_rate: 2e-4, beta_1: 0.5}}}
schedule: [{steps: 6}]
"""
LAYERS = "networks.generator.layers"
FIVE = "{dense: {units: 5, activation: tanh}}"


@pytest.fixture
def old(make_game: Make, tmp_path: Path) -> Any:
    """A game, each number of whose state is one of its own, saved after round 7."""
    game = make_game(SPEC)
    game.round.assign(7)
    for number, (name, variable) in enumerate(named_state(game).items()):
        if name not in {"round", "rate_factor"}:
            variable.assign(np.full(variable.shape, number + 2).astype(variable.dtype))
    CheckpointStore(tmp_path / "checkpoints", game).save()
    return game


def taken(old: Any, make_game: Make, tmp_path: Path, *overrides: str) -> tuple[dict[str, Any], list[str]]:
    """The state of a changed game after it has taken over what it can, and what is said about it."""
    from gancompile.folder import CheckpointFiles, list_checkpoints

    game = make_game(SPEC, *overrides, name="new")
    (checkpoint,) = list_checkpoints(tmp_path / "checkpoints")
    assert isinstance(checkpoint, CheckpointFiles)
    said = take_over(game, CheckpointValues(checkpoint))
    return {name: np.array(variable) for name, variable in named_state(game).items()}, [str(one) for one in said]


def test_the_same_game_takes_over_everything_but_its_rates(old: Any, make_game: Make, tmp_path: Path) -> None:
    state, said = taken(old, make_game, tmp_path)
    for name, variable in named_state(old).items():
        if name.endswith(("learning_rate", "rate_factor")):
            assert state[name] == np.float32(2e-4 if name.endswith("learning_rate") else 1.0)
        else:
            np.testing.assert_array_equal(state[name], np.array(variable), err_msg=name)
    assert said == ["`generator` goes on with all its weights", "`discriminator` goes on with all its weights"]


def test_a_layer_between_others_begins_anew_and_they_go_on(old: Any, make_game: Make, tmp_path: Path) -> None:
    layers = f"{LAYERS}=[{FIVE}, {FIVE}, {{dense: 7}}, {FIVE}, {{dropout: 0.1}}, {{dense: 2, name: point}}]"
    state, said = taken(old, make_game, tmp_path, layers)
    before = {name: np.array(variable) for name, variable in named_state(old).items()}
    for name in ("generator/dense/kernel", "generator/dense_1/kernel", "generator/point/kernel", "round"):
        np.testing.assert_array_equal(state[name], before[name], err_msg=name)
    momentum = "players/generator/adam/momentum/generator"
    np.testing.assert_array_equal(state[f"{momentum}/dense_1/bias"], before[f"{momentum}/dense_1/bias"])
    assert not state[f"{momentum}/dense_2/bias"].any()
    assert said[0] == "`generator` goes on with the weights of 4 layers; new are those of `dense_2`, `dense_3`"


def test_an_average_that_is_new_starts_at_the_weights_that_go_on(make_game: Make, tmp_path: Path) -> None:
    plain = SPEC.replace(", average: {decay: 0.9}", "")
    game = make_game(plain)
    game.generator.weights[0].assign(np.full(game.generator.weights[0].shape, 3.0, np.float32))
    CheckpointStore(tmp_path / "checkpoints", game).save()
    state, _ = taken(game, make_game, tmp_path)
    np.testing.assert_array_equal(state["averages/generator/dense/kernel"], np.full((3, 5), 3.0, np.float32))


def test_a_layer_of_another_shape_begins_anew_with_its_slots(old: Any, make_game: Make, tmp_path: Path) -> None:
    state, said = taken(old, make_game, tmp_path, "networks.discriminator.layers.0.dense.units=9")
    assert said[1] == "`discriminator` begins anew: none of its layers is as it was"
    assert not state["players/discriminator/adam/velocity/discriminator/logit/bias"].any()
    assert np.abs(state["discriminator/dense/kernel"]).max() < 2.0


def test_another_optimizer_begins_anew(old: Any, make_game: Make, tmp_path: Path) -> None:
    state, _ = taken(old, make_game, tmp_path, "game.optimizer={rmsprop: {learning_rate: 1e-3}}")
    slots = [value for name, value in state.items() if name.startswith("players/") and "/velocity/" in name]
    assert slots
    assert not any(value.any() for value in slots)
    np.testing.assert_array_equal(state["generator/dense/kernel"], np.array(named_state(old)["generator/dense/kernel"]))


def test_networks_that_are_kept_take_over_nothing(old: Any, make_game: Make, tmp_path: Path) -> None:
    from gancompile.folder import CheckpointFiles, list_checkpoints

    game = make_game(SPEC, name="new")
    before = np.array(game.discriminator.weights[0])
    (checkpoint,) = list_checkpoints(tmp_path / "checkpoints")
    assert isinstance(checkpoint, CheckpointFiles)
    said = take_over(game, CheckpointValues(checkpoint), kept=frozenset({"discriminator"}))
    assert [one.network for one in said] == ["generator"]
    np.testing.assert_array_equal(np.array(game.discriminator.weights[0]), before)
    assert not np.array(named_state(game)["players/discriminator/adam/velocity/discriminator/dense/kernel"]).any()


def test_an_optimizer_with_new_slots_counts_its_steps_anew(old: Any, make_game: Make, tmp_path: Path) -> None:
    """Adam divides its moments by what they would be after so many steps from zero."""
    state, _ = taken(old, make_game, tmp_path, "networks.discriminator.layers.0.dense.units=9")
    assert state["players/discriminator/adam/iteration"] == 0
    assert state["players/generator/adam/iteration"] > 0


POOLED = SPEC.replace("game: {objective: non_saturating, ", "game: {").replace(
    "game: {",
    """game:
  draws: {x: {data: point}, z: {normal: [3]}}
  let: {fake: generator(z)}
  players:
    discriminator: {minimize: "E[softplus(-discriminator(x))] + E[softplus(discriminator(pool(fake, SIZE)))]"}
    generator: {minimize: "E[softplus(-discriminator(fake))]"}
""",
)
POOLED = POOLED[: POOLED.index("average:")] + POOLED[POOLED.index("schedule:") :]


@pytest.mark.parametrize(("size", "count"), [(50, 50), (20, 0), (80, 0)])
def test_a_pool_is_taken_over_whole_or_not_at_all(make_game: Make, tmp_path: Path, size: int, count: int) -> None:
    from gancompile.folder import CheckpointFiles, list_checkpoints

    game = make_game(POOLED.replace("SIZE", "50"))
    (pool,) = game.pools.values()
    pool.count.assign(50)
    CheckpointStore(tmp_path / "checkpoints", game).save()
    (checkpoint,) = list_checkpoints(tmp_path / "checkpoints")
    assert isinstance(checkpoint, CheckpointFiles)
    other = make_game(POOLED.replace("SIZE", str(size)), name="other")
    take_over(other, CheckpointValues(checkpoint))
    (taken_over,) = other.pools.values()
    assert int(taken_over.count.value) == count
