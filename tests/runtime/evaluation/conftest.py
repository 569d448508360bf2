"""Builds that evaluations are made of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DIGITS = """
gancompile: 1
name: evaluated
data: {source: digits, range: [-1, 1], batch: 32}
networks:
  generator:
    inputs: {z: [8], y: data.label}
    layers: [{embedding: {input_dim: 10, output_dim: 8}, from: y}, {concatenate: {}, from: [z, previous]}, {dense: 64}, relu, {dense: {units: 64, activation: tanh}}, {reshape: [8, 8, 1]}]
  discriminator:
    inputs: {x: data.image, y: data.label}
    layers: [{flatten: {}, from: x, name: flat}, {embedding: {input_dim: 10, output_dim: 8}, from: y}, {concatenate: {}, from: [flat, previous]}, {dense: 64}, leaky_relu, {dense: 1}]
game: {objective: non_saturating, average: {decay: 0.9}}
schedule: [{steps: 6}]
evaluate: {samples: 100, reals: 200, repeats: 2, metrics: [fid, precision_recall]}
"""  # noqa: E501


@pytest.fixture
def digits() -> str:
    """The text of a small conditional spec of digits that asks for an evaluation."""
    return DIGITS


@pytest.fixture
def evaluator_of(compile_to: Callable[..., Path]) -> Callable[..., Any]:
    """An evaluator of a spec's text, and the model of its game with initial weights."""
    from gancompile.runtime.evaluation import Evaluator
    from gancompile.runtime.export.game_model import drawing_model
    from gancompile.runtime.program import make_game, read_program

    def make(text: str, *overrides: str, name: str = "built", averaged: bool = True) -> Any:
        folder = compile_to(text, *overrides, name=name)
        program = read_program(folder)
        evaluator = Evaluator(program, folder=folder)
        return evaluator, drawing_model(make_game(program), program, averaged=averaged)

    return make
