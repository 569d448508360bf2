"""How long `check` takes, by layers: specs that expand to 10 to 10,000, each in a process of its own as a user would run it.

    python benchmarks/check.py

Times are the least of several runs; what counts is the last column, the time of a layer beyond the start.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5
SIZES = (10, 30, 100, 300, 1000, 3000, 10_000)
SPEC = """\
gancompile: 1
name: many-layers
params: {{rounds: {rounds}}}
data: {{source: digits, range: [-1, 1]}}
blocks:
  step:
    params: {{filters: 8}}
    layers:
      - conv2d: {{filters: "${{filters}}", kernel_size: 3, padding: same}}
      - leaky_relu: 0.2
networks:
  generator:
    inputs: {{z: [16]}}
    layers:
      - dense: {{units: auto}}
      - reshape: [8, 8, 8]
      - repeat: {{times: "${{rounds}}", as: i, layers: [{{use: step, with: {{filters: "${{8 + i % 4}}"}}}}]}}
      - conv2d: {{filters: auto, kernel_size: 3, padding: same, activation: tanh}}
  discriminator:
    inputs: {{x: data.image}}
    layers:
      - repeat: {{times: "${{rounds}}", layers: [{{use: step}}]}}
      - flatten
      - dense: 1
game: {{objective: non_saturating, optimizer: {{adam: {{learning_rate: 2.0e-4, beta_1: 0.5}}}}}}
schedule: [{{steps: 1000, round: [{{discriminator: 1}}, {{generator: 1}}]}}]
"""


def seconds(path: Path) -> float:
    """The least time of several checks of a spec."""
    command = [sys.executable, "-m", "gancompile", "check", str(path)]
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    return min(times)


def written_out(layers: int) -> str:
    """The same without blocks and repeats: every layer a line of the file."""
    step = "      - conv2d: {filters: 8, kernel_size: 3, padding: same}\n      - leaky_relu: 0.2\n"
    head, tail = SPEC.format(rounds=1).split('      - repeat: {times: "${rounds}", layers: [{use: step}]}\n')
    return head + step * (layers // 2) + tail


def main() -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spec.yaml"
        path.write_text(SPEC.format(rounds=0), encoding="utf-8")
        start = seconds(path)
        print(f"start (4 layers): {start:.3f} s")
        print(f"{'layers':>7} {'expanded, s':>12} {'us a layer':>11} {'written out, s':>15} {'us a layer':>11}")
        for size in SIZES:
            path.write_text(SPEC.format(rounds=size // 4), encoding="utf-8")
            expanded = seconds(path)
            path.write_text(written_out(size), encoding="utf-8")
            written = seconds(path)
            each = [1e6 * max(one - start, 0) / size for one in (expanded, written)]
            print(f"{size:>7,} {expanded:>12.3f} {each[0]:>11.0f} {written:>15.3f} {each[1]:>11.0f}", flush=True)
        dcgan = seconds(Path(__file__).parent.parent / "specs" / "dcgan-digits.yaml")
        print(f"specs/dcgan-digits.yaml: {dcgan:.3f} s")


if __name__ == "__main__":
    main()
