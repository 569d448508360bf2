"""What the tests of sweeps share."""

from __future__ import annotations

from pathlib import Path

import pytest

TINY = """\
gancompile: 1
name: tiny
seed: 7
data: {source: {ring: {modes: 8, radius: 2, deviation: 0.02}}, batch: 32}
networks:
  generator: {inputs: {z: [4]}, layers: [{dense: {units: 8, activation: relu}}, {dense: 2}]}
  discriminator: {inputs: {x: data.point}, layers: [{dense: {units: 8, activation: relu}}, {dense: 1}]}
game: {objective: non_saturating, optimizer: {adam: {learning_rate: 1e-3, beta_1: 0}}}
schedule: [{steps: 40}]
evaluate: {every: {rounds: 20}, share: 1, samples: 50, reals: 50, repeats: 1, metrics: [modes]}
"""


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A spec that is built in seconds, in the working folder."""
    monkeypatch.chdir(tmp_path)
    path = Path("tiny.yaml")
    path.write_text(TINY)
    return path
