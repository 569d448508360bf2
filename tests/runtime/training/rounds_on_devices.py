"""Trains specs on one device and on two parts of this processor, and prints how far apart the states are: run by test_distribution.py.

A process has one division of its processor into devices, so this is a program of its own: `rounds_on_devices.py FOLDER ROUNDS`, where the
folder holds specs. It prints a JSON object: for each spec the largest difference of a weight, a state, a pool, and of the means of logs.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from gancompile import spec as door
from gancompile.runtime.data import batches
from gancompile.runtime.game.named_state import named_state
from gancompile.runtime.program import make_game, read_program
from gancompile.runtime.training import ONE_DEVICE, Distribution, devices_for, many_rounds

DRAWN = ("seed_generator",)
"""States of layers that draw: each device has its own within a round."""


def main(folder: Path, rounds: int) -> None:
    compiled = {path.stem: door.load(path) for path in sorted(folder.glob("*.yaml"))}
    with tempfile.TemporaryDirectory() as made:
        programs = {name: read_program(spec.write(Path(made) / name)) for name, spec in compiled.items()}
        two = devices_for(next(iter(programs.values())), None)
        found = {}
        for name, program in programs.items():
            alone, shared = (_trained(program, distribution, rounds) for distribution in (ONE_DEVICE, two))
            found[name] = _apart(alone, shared)
    print(json.dumps(found))


def _trained(program: Any, distribution: Distribution, rounds: int) -> dict[str, Any]:
    with distribution.scope():
        game = make_game(program)
    numbers: dict[str, Any] = {f"before/{name}": value for name, value in _state(game).items()}
    for index, phase in enumerate(program.phases):
        data = {**program.data, "parts": max(phase.parts, 1), "batch": phase.batch}
        dataset = distribution.distributed(
            lambda share, data=data, index=index: batches(data, seed=program.seed, phase=index, share=share),
            data["parts"],
        )
        play = distribution.everywhere(game, getattr(game, phase.method), dataset.element_spec)
        played, sums = many_rounds(play, dataset.element_spec)(iter(dataset), rounds)
        assert played == rounds
        numbers |= {f"logs/{name}": value / rounds for name, value in sums.items()}
    return numbers | _state(game)


def _state(game: Any) -> dict[str, Any]:
    return {name: np.asarray(one.value.numpy(), float) for name, one in named_state(game).items()}


def _apart(alone: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    assert alone.keys() == shared.keys()
    apart = {
        name: float(np.abs(value - shared[name]).max())
        for name, value in alone.items()
        if np.size(value) and not name.endswith(DRAWN) and "seed" not in name
    }
    worst = max(apart, key=lambda name: apart[name])
    moved = float(np.abs(alone["discriminator/dense/kernel"] - alone["before/discriminator/dense/kernel"]).max())
    return {"most": apart[worst], "of": worst, "moved": moved}


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
