"""Predictions: bytes are those of games that are built, and times follow from them."""

from __future__ import annotations

from math import prod
from pathlib import Path
from typing import Any

import pytest

from gancompile.catalogue.gpu_rows import gpu_rows
from gancompile.catalogue.value_rows import optimizer_rows
from gancompile.cli import main
from gancompile.compiler import compile_file, compiled_plans
from gancompile.compiler.plan import Plan
from gancompile.compiler.plan.prediction import Machines, predict
from gancompile.compiler.plan.sizes import (
    SLOTS,
    average_bytes,
    gradient_bytes,
    output_numbers,
    slot_bytes,
    slots,
    weights_total,
)

Capture = pytest.CaptureFixture[str]
GAMES = (
    "dcgan-digits", "stylegan2-digits", "biggan-digits", "vaegan-digits", "cyclegan-digits", "wgan-digits", "sngan-digits",
    "infogan-digits", "text-names",
)  # fmt: skip
OWN_NUMBERS = {"iteration", "learning_rate"}
H100 = gpu_rows()["h100"]


def plan_of(path: Path, *overrides: str) -> Plan:
    return compiled_plans(compile_file(path, overrides=list(overrides)))[-1]


def size_of(variables: Any) -> int:
    """Bytes of floating variables, each once, without the learning rates and counts of optimizers."""
    different = {id(one): one for one in variables if one.name not in OWN_NUMBERS}.values()
    return sum(4 * prod(one.shape) for one in different if str(one.dtype) == "float32")


@pytest.mark.slow
@pytest.mark.parametrize("name", GAMES)
def test_bytes_are_those_of_the_game(name: str, specs: Path) -> None:
    import gancompile as gc
    from gancompile.runtime.game.update import inner_optimizer

    plan = plan_of(specs / f"{name}.yaml")
    program = plan.program
    game = gc.load(specs / f"{name}.yaml").compile()
    networks = [getattr(game, network.name) for network in program.networks]
    assert weights_total(program) == size_of(v for network in networks for v in network.weights)
    averaged = [average.network for update in plan.updates for average in update.averages]
    assert average_bytes(program, averaged) == size_of(v for one in game.averages.values() for v in one.weights)
    for player in program.game.players:
        optimizer = inner_optimizer(game.player_optimizers[player.name])
        assert gradient_bytes(player, program) == size_of(optimizer._trainable_variables)
        assert slot_bytes(player, program) == size_of(optimizer.variables)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["dcgan-digits", "dcgan-paper-digits"])
def test_outputs_are_those_of_keras(name: str, specs: Path) -> None:
    import gancompile as gc

    program = plan_of(specs / f"{name}.yaml").program
    networks = {network.name: network for network in program.networks}
    game = gc.load(specs / f"{name}.yaml").compile()
    for network in program.networks:
        layers = getattr(game, network.name).layers
        seen = [one for one in layers if type(one).__name__ not in ("InputLayer", "Reshape", "Flatten")]
        assert output_numbers(network, networks) == sum(prod(one.output.shape[1:]) for one in seen)


@pytest.mark.slow
@pytest.mark.parametrize("key", sorted(optimizer_rows()))
def test_slots_are_those_of_keras(key: str) -> None:
    import keras
    import numpy as np

    row = optimizer_rows()[key]
    weights = [keras.Variable(np.zeros(shape, "float32")) for shape in ((64, 32), (32,), (3, 3, 16, 32))]
    optimizer = getattr(keras.optimizers, row.keras)()
    optimizer.build(weights)
    exact = size_of(optimizer.variables) / size_of(weights)
    assert SLOTS[row.keras] == pytest.approx(exact, abs=0.4 if key in ("adafactor", "muon") else 1e-3)


@pytest.mark.parametrize(
    ("optimizer", "number"),
    [
        ("{sgd: {learning_rate: 0.1}}", 0),
        ("{sgd: {learning_rate: 0.1, momentum: 0.9}}", 1),
        ("{rmsprop: {learning_rate: 0.1, centered: true, momentum: 0.9}}", 3),
        ("{adam: {learning_rate: 0.1, amsgrad: true}}", 3),
        ("{adam: {learning_rate: 0.1, amsgrad: false}}", 2),
    ],
)
def test_arguments_add_slots(optimizer: str, number: int, specs: Path) -> None:
    plan = plan_of(specs / "gan-ring.yaml", f"game.optimizer={optimizer}")
    assert {slots(player.optimizer) for player in plan.program.game.players} == {number}


def test_devices_share_activations_and_exchange_gradients(specs: Path) -> None:
    plan = plan_of(specs / "dcgan-digits.yaml", "schedule=[{steps: 10, round: [{discriminator: 3}, {generator: 1}]}]")
    one, eight, many = (predict([plan], Machines(gpu=H100, devices=count)) for count in (1, 8, 64))
    discriminator, generator = (gradient_bytes(player, plan.program) for player in plan.program.game.players)
    for found in (one, eight, many):
        (phase,) = found.phases
        assert phase.exchanged == 3 * discriminator + generator
        assert found.hours == pytest.approx(10 * phase.seconds / 3600)
    assert one.phases[0].exchange == 0
    assert one.phases[0].efficiency == pytest.approx(1)
    assert one.memory.activations == pytest.approx(8 * eight.memory.activations)
    assert one.memory.weights == eight.memory.weights
    assert eight.phases[0].exchange == pytest.approx(2 * 7 / 8 * eight.phases[0].exchanged / (0.7 * 450e9))
    assert many.phases[0].exchange == pytest.approx(2 * 63 / 64 * many.phases[0].exchanged / (0.7 * 12.5e9))
    assert 1 > eight.phases[0].efficiency > many.phases[0].efficiency > 0


def test_penalties_precision_and_micro_batches_change_the_memory(specs: Path) -> None:
    def activations(*overrides: str) -> float:
        return predict(
            [plan_of(specs / "dcgan-digits.yaml", *overrides)], Machines(gpu=H100, devices=1)
        ).memory.activations

    usual = activations()
    assert activations("game.regularize=[]") < usual
    assert 0.5 * usual < activations("precision=mixed_bfloat16") < 0.9 * usual
    assert activations("game.accumulate=2") == pytest.approx(usual / 2)
    assert activations("data.batch=128") == pytest.approx(2 * usual)


def test_larger_networks_are_bound_by_arithmetic(specs: Path) -> None:
    plan = plan_of(specs / "full_size" / "biggan-32.yaml")
    (phase,) = predict([plan], Machines(gpu=H100, devices=1)).phases
    assert phase.bound == "arithmetic"
    assert phase.work.arithmetic == pytest.approx(2 * 1_990_781_184_000 / (0.35 * 494.5e12), rel=1e-6)
    (small,) = predict([plan_of(specs / "gan-ring.yaml")], Machines(gpu=H100, devices=1)).phases
    assert small.bound == "launches"


@pytest.mark.parametrize("key", gpu_rows())
def test_numbers_of_cards_have_their_order_and_a_source(key: str) -> None:
    row = gpu_rows()[key]
    assert row.float32 <= row.peak("float32") < row.float16
    assert row.bfloat16 in (None, row.float16)
    assert row.peak("mixed_bfloat16") == row.bfloat16
    assert row.source.startswith(("data sheet", "white paper"))


def test_the_verb_prints_a_row_for_each_number_of_devices(specs: Path, capsys: Capture) -> None:
    spec = str(specs / "dcgan-digits.yaml")
    assert main(["plan", spec, "--gpu", "l4", "--devices", "1,3,16", "--network", "25"]) == 0
    text = capsys.readouterr().out
    assert "nothing of this was measured on a GPU" in text
    assert "3 devices: a batch of 64 cannot be divided evenly among 3; write `batch: 66`" in text
    assert "or of 25 Gbit/s between machines of 8" in text
    rows = [line.split() for line in text.splitlines() if line.strip()[:2] in ("1 ", "3 ", "16")]
    assert [row[:2] for row in rows][:3] == [["1", "1"], ["3", "1"], ["16", "2"]]


def test_a_card_without_a_precision_is_refused(specs: Path, capsys: Capture) -> None:
    spec = str(specs / "dcgan-digits.yaml")
    assert main(["plan", spec, "--gpu", "t4", "--set", "precision=mixed_bfloat16"]) == 1
    assert "error: T4, 16 GB has no units for mixed_bfloat16" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["plan", spec, "--gpu", "t4", "--devices", "0"])
