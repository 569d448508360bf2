"""Builds, their samples and their evaluations, by the commands that a user gives, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gancompile.cli.quiet import quiet


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One evaluation of one build. numbers: by name. protocol: its hash. lines, remarks: what is printed below it. seconds: it took."""

    numbers: Mapping[str, float]
    protocol: str
    lines: Sequence[str]
    remarks: Sequence[str]
    seconds: float


def command(*arguments: str) -> str:
    """What a command of gancompile prints. Raises CalledProcessError."""
    whole = [sys.executable, "-m", "gancompile", *arguments]
    return subprocess.run(whole, check=True, stdout=subprocess.PIPE, text=True).stdout


def build(spec: Path, folder: Path, *options: str) -> float:
    """Builds a spec, goes on with what was stopped, and leaves what is finished as it is. Returns: the seconds of the command."""
    began = time.monotonic()
    command("build", str(spec), "--out", str(folder), "-q", *options)
    return time.monotonic() - began


def training_seconds(folder: Path) -> float:
    """The seconds of training of a build, those before it was stopped included."""
    total = before = 0.0
    for line in (folder / "logs" / "records.jsonl").read_text().splitlines():
        now = float(json.loads(line)["seconds"])
        total += now - before if now >= before else now
        before = now
    return total


def samples(folder: Path, number: int, labels: list[int] | None = None) -> np.ndarray:
    """Samples from the SavedModel."""
    quiet()
    from gancompile.runtime.sampling import sample

    return np.asarray(sample(folder, number, seed=1, given={} if labels is None else {"label": labels}))


def evaluate(folder: Path, kept: Path, *options: str) -> Measured:
    """What `gancompile evaluate` measures of a build. kept: the file of what was measured, which is not done again."""
    if not kept.exists():
        (found,) = json.loads(command("evaluate", str(folder), "--json", *options))
        if found["problems"]:
            sys.exit(f"{folder}: {found['problems']}")
        kept.write_text(json.dumps(asdict(_measured(found)), indent=1))
    return Measured(**json.loads(kept.read_text()))


def _measured(found: Mapping[str, Any]) -> Measured:
    quiet()
    from gancompile.runtime.evaluation.protocol import protocol_from_json

    protocol = protocol_from_json(found["protocol"])
    return Measured(
        numbers={name: float(one["mean"]) for name, one in found["numbers"].items()},
        protocol=protocol.short,
        lines=tuple(protocol.lines()),
        remarks=tuple(found["remarks"]),
        seconds=float(found["seconds"]),
    )


def train_classifier(spec: Path, file: Path) -> str:
    """Trains the classifier of a spec's data into a file, where it is not there yet. Returns: the sentence of its accuracy."""
    notes = file.with_suffix(".txt")
    if not file.exists():
        notes.write_text(command("train-classifier", str(spec), "-o", str(file)).splitlines()[1].partition(": ")[2])
    return notes.read_text()
