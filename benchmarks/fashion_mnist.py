"""Fashion-MNIST at its real size through `keras`, without a download: the first round, the rounds per second, and the memory over time.

    python benchmarks/fashion_mnist.py [--rounds 500] [--specs dcgan-fashion-mnist wgan-gp-fashion-mnist]

The files lie where Keras looks (`~/.keras/datasets/fashion-mnist/`); Debian's package `dataset-fashion-mnist` has them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = "data.source={keras: {name: fashion_mnist}}"
MIB = 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--specs", nargs="+", default=["dcgan-fashion-mnist", "wgan-gp-fashion-mnist"])
    parser.add_argument("--out", type=Path, help="where the builds stay, to look at their pictures")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for name in given.specs:
            report(name, given.rounds, (given.out or Path(temporary)) / name)


def report(name: str, rounds: int, folder: Path) -> None:
    """Builds a spec and prints what it took. folder: of the build."""
    command = [
        sys.executable, "-m", "gancompile", "build", str(next(ROOT.glob(f"specs/**/{name}.yaml"))), "--set", SOURCE,
        "--steps", str(rounds), "--out", str(folder), "--json",
    ]  # fmt: skip
    begun = time.monotonic()
    first, memory = None, []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            event = json.loads(line)
            if event.get("event") == "progressed":
                first = first or time.monotonic() - begun
                memory.append((event["round"], resident(process.pid)))
    seconds = time.monotonic() - begun
    if process.returncode:
        sys.exit(f"{name}: the build ended with {process.returncode}")
    shown = [memory[index] for index in range(0, len(memory), max(1, len(memory) // 6))]
    print(f"{name}: first record after {first:.1f} s, {rounds} rounds and the export in {seconds:.0f} s")
    print("  memory in MiB by round: " + ", ".join(f"{round}: {mib:.0f}" for round, mib in [*shown, memory[-1]]))


def resident(process: int) -> float:
    """The memory of a process, in MiB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * 4096 / MIB


if __name__ == "__main__":
    main()
