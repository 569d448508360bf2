"""What the runtime is told: from what a network's inputs are drawn when it is sampled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from gancompile.compiler import compile_text, compiled_files

SPEC = """
gancompile: 1
name: drawn
data: {source: ring, batch: 8}
networks:
  generator: {inputs: {code: [2]}, layers: [{dense: 2}]}
  critic: {inputs: {x: data.point}, layers: [{dense: 1}]}
game:
  draws: {x: {data: point}, prior: {uniform: [2], low: -3, high: 3}}
  players:
    critic: {minimize: "E[critic(generator(prior))] - E[critic(x)]", constrain: {clip: 0.1}}
    generator: {minimize: "-E[critic(generator(prior))]"}
schedule: [{steps: 4, round: [{critic: 1}, {generator: 1}]}]
"""
PRIOR = ("uniform", -3)


def drawn(game: dict[str, object], folder: Path) -> tuple[str, float]:
    spec = yaml.safe_load(SPEC)
    spec["game"]["draws"].update(game.get("draws", {}))
    for player, formula in game.get("formulas", {}).items():
        spec["game"]["players"][player]["minimize"] = formula
    compilation = compile_text(yaml.safe_dump(spec), folder=folder)
    assert not compilation.failed, compilation.diagnostics
    (made,) = json.loads(compiled_files(compilation).program)["generator"]["inputs"]
    return made["distribution"], made["settings"].get("low", -1.0)


@pytest.mark.parametrize(
    ("game", "expected"),
    [
        ({}, PRIOR),
        ({"draws": {"code": {"normal": [2]}}}, PRIOR),
        (
            {
                "draws": {"code": {"uniform": [2], "low": -5, "high": 5}},
                "formulas": {
                    "critic": "E[critic(prior)] - E[critic(x)]",
                    "generator": "-E[critic(generator(x + prior))]",
                },
            },
            ("uniform", -5),
        ),
        (
            {
                "formulas": {
                    "critic": "E[critic(prior)] - E[critic(x)]",
                    "generator": "-E[critic(generator(x + prior))]",
                }
            },
            PRIOR,
        ),
    ],
    ids=["the one that it is applied to", "that and not its name's", "its name's", "the only one of its shape"],
)
def test_an_input_is_sampled_from_what_the_game_draws(
    game: dict[str, object], expected: tuple[str, float], tmp_path: Path
) -> None:
    assert drawn(game, tmp_path) == expected
