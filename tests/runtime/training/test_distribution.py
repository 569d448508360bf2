"""Devices that share each batch: two parts of this processor give what one device gives."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROUNDS = 20
NETWORKS = """
networks:
  generator:
    inputs: {z: [8]}
    layers:
      - {dense: {units: 64, use_bias: false}}
      - %(normalization)s
      - relu
      - reshape: [4, 4, 4]
      - conv2d_transpose: {filters: 1, kernel_size: 4, strides: 2, padding: same, activation: tanh}
  discriminator:
    inputs: {x: [8, 8, 1]}
    layers:
      - conv2d: {filters: 8, kernel_size: 4, strides: 2, padding: same}
      - leaky_relu: 0.2
      %(statistic)s
      - flatten
      - dense: 1
"""
HEAD = """gancompile: 1
name: %(name)s
devices: 2
data: {source: digits, range: [-1, 1], batch: 16}
"""
MOMENTUM = "optimizer: {sgd: {learning_rate: 0.02, momentum: 0.9}}"


def digits(
    name: str, game: str, *, normalization: str = "batch_normalization", statistic: str = "", more: str = ""
) -> str:
    """A small game of digits."""
    networks = NETWORKS % {"normalization": normalization, "statistic": statistic}
    return HEAD % {"name": name} + networks + f"game: {{{game}, {MOMENTUM}}}\n" + more


CYCLE = """gancompile: 1
name: cycle
devices: 2
data: {source: digits, range: [-1, 1], batch: 16}
networks:
  to_b: {inputs: {x: [8, 8, 1]}, layers: [{conv2d: {filters: 4, kernel_size: 3, padding: same}}, leaky_relu,
    {conv2d: {filters: 1, kernel_size: 3, padding: same, activation: tanh}}]}
  discriminator: {inputs: {x: [8, 8, 1]}, layers: [{conv2d: {filters: 4, kernel_size: 4, strides: 2, padding: same}}, leaky_relu,
    flatten, {dense: 1}]}
game:
  draws: {a: {data: image}}
  let: {b: -a, fake_b: to_b(a)}
  players:
    translators:
      networks: [to_b]
      minimize: {fool: "E[square(discriminator(fake_b) - 1)]", same: "E[mean(abs(fake_b - b))]"}
      optimizer: {sgd: {learning_rate: 0.05}}
    judges:
      networks: [discriminator]
      minimize: E[square(discriminator(b) - 1)] + E[square(discriminator(pool(fake_b, 24)))] + 0.1 * E[square(discriminator(shuffle(b)))]
      optimizer: {sgd: {learning_rate: 0.05}}
schedule: [{phase: main, steps: 20, round: [{translators: 1}, {judges: 1}]}]
export: {generator: to_b}
"""
ADAPTED = """gancompile: 1
name: adapted
devices: 2
data: {source: digits, range: [-1, 1], batch: 16}
NETWORKSgame:
  draws: {x: {data: image}, z: {normal: [8]}}
  let:
    x_seen: augment(x, shift(p), color(p))
    fake_seen: augment(generator(z), shift(p), color(p))
  players:
    discriminator:
      minimize: E[softplus(-discriminator(x_seen))] + E[softplus(discriminator(fake_seen))]
      optimizer: {sgd: {learning_rate: 0.05}}
    generator:
      minimize: E[softplus(-discriminator(fake_seen))]
      optimizer: {sgd: {learning_rate: 0.05}}
  state:
    p: {start: 0.5, update: "clip(p + 0.01 * sign(E[sign(discriminator(x_seen))] - 0.1), 0, 0.8)"}
""".replace("NETWORKS", NETWORKS % {"normalization": "layer_normalization", "statistic": ""})
MODES = """
schedule:
  - {phase: first, steps: 20, mode: simultaneous, set: {game.players.generator.optimizer.sgd.learning_rate: {linear: {to: 0}}}}
  - {phase: second, steps: 20, freeze: [generator], round: [{discriminator: 2}], batch: 8}
  - {phase: third, steps: 20, mode: {consensus: {weight: 0.1}}}
"""
GAMES = {
    "non-saturating": digits("plain", "objective: non_saturating, average: {decay: 0.9}"),
    "wgan-gp": digits(
        "penalty",
        "objective: wasserstein_gp",
        more="schedule: [{steps: 20, round: [{discriminator: 3}, {generator: 1}]}]\n",
    ),
    "lazy-r1-and-minibatch-statistics": digits(
        "lazy",
        "objective: non_saturating, regularize: [{r1: {weight: 1, every: 4}}], clip_gradients: {norm: 0.5}",
        statistic="- minibatch_standard_deviation",
    ),
    "ada": ADAPTED,
    "relativistic-average": digits("average", "objective: relativistic_average"),
    "feature-matching": digits(
        "minibatch", "objective: hinge", statistic="- flatten\n      - minibatch_discrimination: {kernels: 4}"
    ),
    "cycle-with-a-pool": CYCLE,
    "modes-of-rounds": digits("modes", "objective: least_squares", normalization="layer_normalization", more=MODES),
    "micro-batches": digits("micro", "objective: hinge, accumulate: 2", normalization="layer_normalization"),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What came of all games, trained in one process with two devices."""
    folder = tmp_path_factory.mktemp("games")
    for name, text in GAMES.items():
        (folder / f"{name}.yaml").write_text(text)
    script = Path(__file__).parent / "rounds_on_devices.py"
    done = subprocess.run(
        [sys.executable, str(script), str(folder), str(ROUNDS)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    results: dict[str, dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return results


@pytest.mark.slow
@pytest.mark.parametrize("name", GAMES)
def test_two_devices_give_what_one_gives(name: str, found: dict[str, dict[str, Any]]) -> None:
    assert found[name]["most"] < 1e-5, found[name]
    assert found[name]["moved"] > 1e-3
