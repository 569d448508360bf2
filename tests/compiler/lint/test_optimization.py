"""Warnings of the craft about what players are after: what they do not warn of. What they do stands in their pages."""

from __future__ import annotations

import pytest

from gancompile.compiler import compile_text

SPEC = """
gancompile: 1
name: example
data: {source: ring}
networks:
  generator: {inputs: {z: [8]}, layers: [{dense: 64}, relu, {dense: 2}]}
  discriminator: {inputs: {x: data.point}, layers: [{dense: 64}, leaky_relu, {dense: {units: 1, activation: softplus}}]}
game: OBJECTIVE
"""


@pytest.mark.parametrize("game", ["{objective: began, optimizer: {adam: {beta_1: 0}}}", "{objective: wasserstein_gp}"])
def test_a_number_that_the_game_carries_is_a_hold(game: str) -> None:
    found = compile_text(SPEC.replace("OBJECTIVE", game))
    assert not found.failed
    assert "GW0513" not in [one.code for one in found.diagnostics]
