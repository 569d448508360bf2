"""What it costs to say that a build is up to date, or what it would do: process time of the whole command, for a folder of many images.

python benchmarks/up_to_date.py [--images 10000]
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

SPEC = """
gancompile: 1
name: many
data: {source: {images: {folder: pictures}}, range: [-1, 1], batch: 16}
networks:
  generator: {inputs: {z: [8]}, layers: [{dense: {units: auto, activation: tanh}}, {reshape: [auto, auto, auto]}]}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: {units: 8, activation: relu}}, {dense: 1}]}
game: {objective: non_saturating, optimizer: {adam: {learning_rate: 2e-4, beta_1: 0.5}}}
schedule: [{steps: 20}]
"""
REPETITIONS = 5


def main() -> None:
    """Prints the least and the largest process time of each command, and that of Python alone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=10_000)
    images = parser.parse_args().images
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "spec.yaml").write_text(SPEC)
        draw(work / "pictures", images)
        build = [sys.executable, "-m", "gancompile", "build", "spec.yaml"]
        subprocess.run([*build, "-q"], cwd=work, check=True)
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "check": [sys.executable, "-m", "gancompile", "check", "spec.yaml"],
            "build, up to date": build,
            "build --dry-run": [*build, "--dry-run"],
            "build --dry-run, longer": [*build, "--dry-run", "--set", "schedule.0.steps=40"],
        }
        for name, command in commands.items():
            seconds = [process_seconds(command, work) for _ in range(REPETITIONS)]
            print(f"{name:<26} {min(seconds):.2f} to {max(seconds):.2f} s for {images:,} images")


def draw(folder: Path, number: int) -> None:
    """Random images of 32x32 pixels in ten sub-folders."""
    random = np.random.default_rng(0)
    for index in range(number):
        path = folder / str(index % 10) / f"{index:06}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(random.integers(0, 255, [32, 32, 3], np.uint8)).save(path)


def process_seconds(command: list[str], cwd: Path) -> float:
    """User and system time of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, cwd=cwd, env=environment, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
