"""Kills a worker of a training over Ray at three moments, and compares the end with that of a training that ran through.

    python benchmarks/worker_kills.py [--rounds 600]

Prints the largest difference of any number in the last checkpoints, and the seconds of both trainings. It needs the extra `ray`.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from gancompile.folder import newest_whole

SPEC = Path(__file__).parents[1] / "specs" / "gan-ring.yaml"
MOMENTS = (2, 5, 8)
"""The checkpoints after which a worker is killed, of about ten."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=600)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        through, killed = folder / "through", folder / "killed"
        begin = time.monotonic()
        build(through, rounds).wait()
        middle = time.monotonic()
        disturb(build(killed, rounds), killed)
        print(f"{middle - begin:.0f} s without a kill, {time.monotonic() - middle:.0f} s with them")
        print(f"largest difference of a number: {difference(through, killed):.3g}")


def build(folder: Path, rounds: int) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "gancompile",
        "build",
        str(SPEC),
        "--steps",
        str(rounds),
        "--out",
        str(folder),
        "-q",
    ]
    return subprocess.Popen([*command, "--engine", "ray", "--workers", "2"], stderr=subprocess.DEVNULL)


def disturb(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Kills one of the training workers after each of the moments, and waits for the end."""
    seen: set[str] = set()
    for moment in MOMENTS:
        while process.poll() is None and len(seen) < moment:
            seen |= {path.name for path in (folder / ".ray" / "train").glob("checkpoint_*")}
            time.sleep(0.05)
        victims = workers()
        if process.poll() is None and victims:
            os.kill(victims[moment % len(victims)], signal.SIGKILL)
            print(f"killed a worker after checkpoint {len(seen)}", flush=True)
    process.wait()


def workers() -> list[int]:
    """The processes that train under Ray."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if "TrainWorker" in (entry / "cmdline").read_text():
                found.append(int(entry.name))
        except OSError:
            continue
    return sorted(found)


def difference(one: Path, other: Path) -> float:
    """The largest difference of a number in the newest checkpoints of two builds."""
    from gancompile.runtime.training import CheckpointValues

    newest = [newest_whole(build / "checkpoints", print) for build in (one, other)]
    assert newest[0] is not None
    assert newest[1] is not None
    assert newest[0].round == newest[1].round
    left, right = CheckpointValues(newest[0]), CheckpointValues(newest[1])
    return max(float(np.abs(left[name].astype(float) - right[name]).max()) for name in left.shapes if left[name].size)


if __name__ == "__main__":
    main()
