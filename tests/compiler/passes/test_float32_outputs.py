"""Outputs of networks in 16 bits, and what knows of layers' own precisions."""

from __future__ import annotations

import json

import pytest

from gancompile.catalogue.division import Division
from gancompile.compiler import compile_text, compiled_files

SPEC = """
gancompile: 1
name: short
precision: mixed_float16
data: {source: digits, range: [-1, 1]}
networks:
  generator: {inputs: {z: [64]}, layers: [{dense: 32}, {dense: {units: 64, activation: tanh}}, {reshape: [8, 8, 1]}]}
  discriminator: {inputs: {x: [8, 8, 1]}, layers: [flatten, {dense: 64}, {dense: 1, wrap: spectral_normalization}]}
game: {objective: hinge}
"""


def test_the_last_activation_is_float32_whatever_moves_its_numbers() -> None:
    model = compiled_files(compile_text(SPEC)).model
    assert 'layers.Dense(64, activation="tanh", dtype="float32")' in model
    assert 'layers.Reshape((8, 8, 1), dtype="float32")' in model
    assert 'SpectralNormalization(layers.Dense(1, dtype="float32"), dtype="float32")' in model
    assert model.count("float32") == 4
    assert model.count("LossScaleOptimizer") == 2


def test_a_float32_game_says_nothing_of_precision() -> None:
    model = compiled_files(compile_text(SPEC, overrides=["precision=float32"])).model
    assert "float32" not in model
    assert "in_precision" not in model


@pytest.mark.parametrize(("own", "scaled"), [("mixed_float16", True), ("mixed_bfloat16", False)])
def test_a_layer_alone_in_16_bits_counts(own: str, scaled: bool) -> None:
    text = SPEC.replace("{dense: 32}", f"{{dense: 32, dtype: {own}}}").replace("mixed_float16\ndata", "float32\ndata")
    files = compiled_files(compile_text(text))
    assert ("LossScaleOptimizer" in files.model) == scaled
    assert json.loads(files.program)["computes_in_16_bits"]


@pytest.mark.parametrize(
    ("division", "batch", "said", "larger"),
    [
        (Division(devices=3), 64, "a batch of 64 cannot be divided evenly among 3 devices", 66),
        (Division(micro_batches=4), 62, "a batch of 62 cannot be divided evenly among 4 micro-batches", 64),
        (
            Division(devices=2, micro_batches=4, packs=10), 100,
            "a batch of 100 cannot be divided evenly among 2 devices with 4 micro-batches each, in whole packs of 10", 160,
        ),
        (Division(devices=2, packs=2), 8, None, 8),
        (Division(packs=10), 64, None, 70),
    ],
)  # fmt: skip
def test_a_batch_is_divided_evenly_or_not(division: Division, batch: int, said: str | None, larger: int) -> None:
    assert division.problem(batch) == said
    assert division.next_batch(batch) == larger
