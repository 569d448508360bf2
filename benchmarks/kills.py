"""Whether a build that is killed at random moments ends with the weights of one that never stopped, bit for bit.

    python benchmarks/kills.py [--kills 10] [--rounds 3000] [NAME...]

Each spec is built once without a stop, and once with SIGKILL after SIGKILL, each at a random moment of a process of its own. All that the
last checkpoint holds is compared: weights, averages, optimizers, seeds, pools, states.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

HEAD = "gancompile: 1\nname: killed\ndata: {source: digits, range: [-1, 1], batch: 16}\n"
GENERATOR = """  generator:
    inputs: {z: [8]}
    layers: [{dense: 64}, leaky_relu, {dense: {units: 64, activation: tanh}}, {reshape: [8, 8, 1]}]
"""
CRITIC = "  discriminator:\n    inputs: {x: data.image}\n    layers: [flatten, {dense: 32}, leaky_relu, {dense: 1}]\n"
NETWORKS = f"networks:\n{GENERATOR}{CRITIC}"
SHORT = "game: {objective: non_saturating}\n"
PLAYERS = """game:
  draws: {x: {data: image}, z: {normal: [8]}}
  let: {fake: generator(z), seen: "SEEN", shown: "SHOWN"}
  STATE
  players:
    discriminator: {minimize: "E[softplus(-discriminator(seen))] + E[softplus(discriminator(JUDGED))]"}
    generator: {minimize: "E[softplus(-discriminator(shown))]"}
"""


def long_form(*, seen: str = "x", shown: str = "generator(z)", judged: str = "shown", state: str = "") -> str:
    """The game in its long form."""
    return PLAYERS.replace("SEEN", seen).replace("SHOWN", shown).replace("JUDGED", judged).replace("STATE", state)


ADA = 'state: {p: {start: 0.2, update: "clip(p + 0.01 * sign(E[sign(discriminator(seen))] - 0.6), 0, 0.8)"}}'
PHASES = """schedule:
  - {phase: first, steps: HALF, round: [{discriminator: 2}, {generator: 1}], until: {metric: generator_loss, patience: 30}}
  - {phase: second, steps: HALF, batch: 32, set: {"game.players.*.optimizer.adam.learning_rate": {linear: {to: 0}}}}
"""
SPECS = {
    "dropout": HEAD + NETWORKS.replace("leaky_relu,", "leaky_relu, {dropout: 0.3},") + SHORT,
    "ada": HEAD + NETWORKS + long_form(seen="augment(x, ada(p))", shown="augment(fake, ada(p))", state=ADA),
    "pool": HEAD + NETWORKS + long_form(judged="pool(shown, 50)"),
    "phases": HEAD + NETWORKS + SHORT + PHASES,
    "averages": HEAD
    + NETWORKS
    + "game: {objective: non_saturating, average: {decay: 0.99}, regularize: [{r1: {every: 4}}]}\n",
}


def main() -> int:
    """Exit code 1 where a build that was killed ended with other weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3000)
    parser.add_argument("names", nargs="*", default=list(SPECS))
    options = parser.parse_args()
    different = 0
    for name in options.names:
        with tempfile.TemporaryDirectory() as folder:
            spec = Path(folder) / "spec.yaml"
            spec.write_text(with_length(SPECS[name], options.rounds))
            seconds = run(spec, Path(folder) / "whole")
            kills = 0
            while kills < options.kills:
                kills += killed(spec, Path(folder) / "killed", random.uniform(0.3, 1.0) * seconds)
            run(spec, Path(folder) / "killed")
            wrong = difference(Path(folder) / "whole", Path(folder) / "killed")
        different += bool(wrong)
        print(f"{name:<10} {kills} kills: {wrong or 'equal bit for bit'}", flush=True)
    return 1 if different else 0


def with_length(spec: str, rounds: int) -> str:
    """The spec with a schedule of so many rounds."""
    return spec.replace("HALF", str(rounds // 2)) if "HALF" in spec else f"{spec}schedule: [{{steps: {rounds}}}]\n"


def run(spec: Path, out: Path) -> float:
    """Builds to the end. Returns: how many seconds that took."""
    began = time.monotonic()
    subprocess.run(command(spec, out), check=True)
    return time.monotonic() - began


def killed(spec: Path, out: Path, after: float) -> int:
    """Starts a build and kills it after so many seconds. Returns: 1, or 0 where the build had ended before, and is taken away."""
    process = subprocess.Popen(command(spec, out))
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return 1
    subprocess.run([*command(spec, out), "--fresh", "--no-train"], check=True)
    return 0


def command(spec: Path, out: Path) -> list[str]:
    """The command line of a build, by this Python."""
    return [sys.executable, "-m", "gancompile", "build", str(spec), "--out", str(out), "-q"]


def difference(one: Path, other: Path) -> str:
    """What differs between the last checkpoints of two builds; empty where nothing does."""
    a, b = values(one), values(other)
    wrong = [
        name for name in a.keys() | b.keys() if name not in a or name not in b or not np.array_equal(a[name], b[name])
    ]
    return f"{len(wrong)} of {len(a)} variables differ, such as {min(wrong)}" if wrong else ""


def values(build: Path) -> dict[str, np.ndarray]:
    """All that the last checkpoint of a build holds."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from gancompile.folder import CheckpointFiles, list_checkpoints
    from gancompile.runtime.training import CheckpointValues

    newest = list_checkpoints(build / "checkpoints")[0]
    if not isinstance(newest, CheckpointFiles):
        raise SystemExit(f"{build}: {newest.reason}")
    found = CheckpointValues(newest)
    return {name: found[name] for name in found.shapes}


if __name__ == "__main__":
    raise SystemExit(main())
