"""Warnings of the craft about dense layers and activations: what they do not warn of. What they do stands in their pages."""

from __future__ import annotations

import pytest

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


RESIDUAL = """
blocks:
  conv:
    params: {filters: 32, kernel_size: 3}
    layers:
      - conv2d: {filters: "${filters}", kernel_size: "${kernel_size}", padding: same}
        wrap: spectral_normalization
  down:
    params: {filters: 32}
    layers:
      - residual:
          layers:
            - relu
            - {use: conv, with: {filters: "${filters}"}}
            - relu
            - {use: conv, with: {filters: "${filters}"}}
            - average_pooling2d: 2
          shortcut: [{use: conv, with: {filters: "${filters}", kernel_size: 1}}, {average_pooling2d: 2}]
"""
HEADS = {
    "sngan": "{dense: 1, wrap: spectral_normalization}",
    "biggan": "{projection_head: 10, from: [previous, y], wrap: spectral_normalization}",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_published_residual_discriminators_judge_through_relu(head: str) -> None:
    """Those of SNGAN (Miyato et al. 2018, table 4) and BigGAN (Brock et al. 2019, figure 16)."""
    first = (
        "residual: {layers: [use: conv, relu, use: conv, average_pooling2d: 2],"
        " shortcut: [average_pooling2d: 2, {use: conv, with: {kernel_size: 1}}]}"
    )
    blocks = "self_attention, {use: down}, {residual: {layers: [relu, use: conv, relu, use: conv]}}"
    layers = f"[{{{first}, from: x}}, {blocks}, relu, global_average_pooling2d, {head}]"
    inputs = "{x: data.image, y: data.label}" if "y]" in head else "{x: data.image}"
    text = SPEC.replace(
        "{x: data.image}, layers: [LAYERS, {leaky_relu: 0.2}, {dense: 1}]", f"{inputs}, layers: {layers}"
    )
    found = compile_text(text.replace("networks:", f"{RESIDUAL.strip()}\nnetworks:"))
    assert [one.code for one in found.diagnostics] == []


def test_a_chain_of_convolutions_and_relu_is_warned_of() -> None:
    layers = "{conv2d: {filters: 8, kernel_size: 3}}, relu, flatten, {dense: 8}"
    assert [one.code for one in compile_text(SPEC.replace("LAYERS", layers)).diagnostics] == ["GW0408"]


def test_a_reshape_before_a_dense_layer_is_no_seed() -> None:
    layers = "{reshape: [25, 25, 1]}, flatten, {dense: 33000}"
    found = compile_text(SPEC.replace("LAYERS", layers))
    assert not found.failed
    assert [one.code for one in found.diagnostics] == []
