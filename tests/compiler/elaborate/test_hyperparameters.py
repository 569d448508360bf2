"""The hyperparameters of a game, by which trackers compare trainings."""

from __future__ import annotations

import json

from gancompile.compiler import compile_text, compiled_files

SPEC = """
gancompile: 1
name: tiny
data: {source: ring, batch: 8}
networks:
  generator: {inputs: {z: [2]}, layers: [{dense: 2}]}
  critic: {inputs: {x: data.point}, layers: [{dense: 1}]}
game:
  draws: {x: {data: point}, z: {normal: [2]}}
  let: {fake: generator(z)}
  players:
    critic:
      minimize: "E[critic(fake)] - E[critic(x)]"
      regularize: [{r1: {on: x, every: 4}}, {gradient_penalty: {real: x, fake: fake, weight: {linear: {from: 10, to: 1}}}}]
      optimizer: {adam: {learning_rate: 1e-4, beta_1: 0}}
      constrain: {clip: 0.5}
    generator:
      minimize: {fool: "-E[critic(fake)]"}
      optimizer: sgd
      average: {decay: 0.9}
schedule: [{steps: 4}]
"""


def test_they_are_flat_names_with_the_numbers_that_are_in_force() -> None:
    compilation = compile_text(SPEC)
    assert not compilation.failed, compilation.diagnostics
    found = json.loads(compiled_files(compilation).program)["hyperparameters"]
    expected = {
        "critic.minimize": "E[critic(fake)] - E[critic(x)]",
        "critic.optimizer": "adam",
        "critic.learning_rate": 1e-4,
        "critic.beta_1": 0,
        "critic.r1.weight": 5,
        "critic.r1.every": 4,
        "critic.gradient_penalty.weight": "{linear: {from: 10, to: 1}}",
        "critic.constrain.clip": 0.5,
        "generator.minimize": "{fool: '-E[critic(fake)]'}",
        "generator.optimizer": "sgd",
        "generator.average.decay": 0.9,
    }
    assert {name: found.get(name) for name in expected} == expected
    assert all(isinstance(value, str | int | float) for value in found.values())


def test_a_lock_file_has_the_same() -> None:
    files = compiled_files(compile_text(SPEC))
    assert compiled_files(compile_text(files.lock)).program == files.program
