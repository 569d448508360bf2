"""Warnings of the craft about dense layers and activations: what they do not warn of. What they do stands in their pages."""

from __future__ import annotations

from gancompile.compiler import compile_text

SPEC = """
gancompile: 1
name: example
data: {source: digits, resize: [25, 25], range: [-1, 1], batch: 64}
allow: [GW0705]
networks:
  generator: {inputs: {z: [8]}, layers: [{dense: {units: auto, activation: tanh}}, {reshape: [auto, auto, auto]}]}
  discriminator: {inputs: {x: data.image}, layers: [LAYERS, {leaky_relu: 0.2}, {dense: 1}]}
game: {objective: hinge}
"""


def test_a_reshape_before_a_dense_layer_is_no_seed() -> None:
    layers = "{reshape: [25, 25, 1]}, flatten, {dense: 33000}"
    found = compile_text(SPEC.replace("LAYERS", layers))
    assert not found.failed
    assert [one.code for one in found.diagnostics] == []
