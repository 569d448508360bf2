"""An earlier run moved out of the way: into `runs/`, never deleted."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from gancompile.files import versions_in
from gancompile.folder import own_mark

RUNS = "runs"
OWN = (
    "build.json", "evaluation", "lineage", "logs", "manifest.json", "model.py", "networks", "program.json", "report.html", "samples",
    "saved_model", "spec.lock.yaml", "stages", own_mark.FILE, "checkpoints",
)  # fmt: skip
"""What a build writes. The checkpoints are last: a move that is cut short leaves the folder with what its training goes on from."""


def move_run(folder: Path, more: Sequence[str] = ()) -> Path | None:
    """Moves what a build has written into a new folder under `runs/`, named by the time; other files of the user's stay.

    more: names that this build has written beside the usual ones. Returns: the new folder; None where there was nothing to move.
    """
    names = dict.fromkeys((*(name for name in more if name not in OWN), *OWN))
    moved = [path for name in names if (path := folder / name).exists()]
    if not moved:
        return None
    target = _new_folder(folder / RUNS)
    for path in moved:
        path.rename(target / path.name)
    return target


def newest_version(folder: Path, kind: str) -> int:
    """The highest version of an export that the folder or a run in it has; 0 where there is none."""
    parents = [folder / kind, *(folder / RUNS).glob(f"*/{kind}")]
    return max((version for parent in parents for version in versions_in(parent)), default=0)


def _new_folder(runs: Path) -> Path:
    runs.mkdir(parents=True, exist_ok=True)
    name = time.strftime("%Y-%m-%dT%H-%M-%S")
    for attempt in range(1000):
        target = runs / (f"{name}-{attempt}" if attempt else name)
        try:
            os.mkdir(target)
        except FileExistsError:
            continue
        return target
    raise FileExistsError(f"`{runs}` has too many runs of this second")
