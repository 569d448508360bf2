"""The checkpoints of a build as files: which there are, what they hold, and whether they are whole."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMAT = 1
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointFiles:
    """One checkpoint: `NAME.json`, which is written last, beside the files that TensorFlow writes.

    stage, leg: the numbers of the stage, and of the leg of the lineage, whose game it holds. files: SHA-256 by name. variables: the names
    of what it holds, in order. numbers: of the last record. notes: the state of the training loop. at_picture: whether samples were drawn
    at this round. rollbacks: after numbers that were not finite.
    """

    folder: Path
    name: str
    round: int
    stage: int
    leg: int
    onednn: str
    files: Mapping[str, str]
    variables: Sequence[str]
    numbers: Mapping[str, float] = field(default_factory=dict)
    notes: Mapping[str, Any] = field(default_factory=dict)
    at_picture: bool = False
    rollbacks: int = 0

    @property
    def prefix(self) -> Path:
        """The path that TensorFlow reads it by."""
        return self.folder / self.name

    def damage(self) -> str | None:
        """What is wrong with its files; None where they are as they were written."""
        for name, expected in self.files.items():
            try:
                found = sha256_of(self.folder / name)
            except FileNotFoundError:
                return f"`{name}` is missing"
            except OSError as error:
                return f"`{name}` cannot be read: {error.strerror}"
            if found != expected:
                return f"the checksum of `{name}` differs from the one that was written"
        return None

    def remove(self) -> None:
        """Removes its files, the one that makes it count first."""
        for name in (f"{self.name}.json", *self.files):
            (self.folder / name).unlink(missing_ok=True)

    def as_json(self) -> dict[str, Any]:
        """What is written to `NAME.json`; numbers that are not finite are left out."""
        return {
            "format": FORMAT,
            "round": self.round,
            "stage": self.stage,
            "leg": self.leg,
            "onednn": self.onednn,
            "at_picture": self.at_picture,
            "rollbacks": self.rollbacks,
            "numbers": {name: value for name, value in self.numbers.items() if math.isfinite(value)},
            "notes": dict(self.notes),
            "files": dict(self.files),
            "variables": list(self.variables),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DamagedCheckpoint:
    """A checkpoint whose description cannot be read. name: `round_00000020`. reason: for a message."""

    name: str
    reason: str


Listed = CheckpointFiles | DamagedCheckpoint


def checkpoint_name(round: int) -> str:
    """The name of the checkpoint after a round."""
    return f"round_{round:08d}"


def list_checkpoints(folder: Path) -> tuple[Listed, ...]:
    """The checkpoints in a folder, the newest first. The checksums of their files are not looked at."""
    found = sorted(folder.glob("round_*.json"), key=lambda path: path.name, reverse=True)
    return tuple(_read(path) for path in found)


def newest_onednn(folder: Path) -> str | None:
    """The choice of oneDNN with which the newest checkpoint of a build was made; None where there is none."""
    found = list_checkpoints(folder / "checkpoints")
    return next((one.onednn for one in found if isinstance(one, CheckpointFiles)), None)


class NoCheckpointError(Exception):
    """Checkpoints of which none can be restored."""


def newest_whole(folder: Path, report: Callable[[str], None]) -> CheckpointFiles | None:
    """The newest checkpoint whose files are as they were written; None where a folder holds none.

    report: called with a sentence for each newer one that is damaged. Raises NoCheckpointError where all of them are.
    """
    damaged: list[str] = []
    for one in list_checkpoints(folder):
        reason = one.damage() if isinstance(one, CheckpointFiles) else one.reason
        if isinstance(one, CheckpointFiles) and reason is None:
            for sentence in damaged:
                report(f"{sentence}; going on from the checkpoint after round {one.round:,}")
            return one
        damaged.append(f"checkpoint {one.name} is damaged: {reason}")
    if damaged:
        which = "\n  ".join(["No checkpoint is whole:", *damaged])
        raise NoCheckpointError(
            f"{which}\n  = help: `--fresh` begins anew, and moves what is in `{folder.parent}` to `runs/`"
        )
    return None


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal."""
    made = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            made.update(chunk)
    return made.hexdigest()


def _read(path: Path) -> Listed:
    name = path.stem
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        return DamagedCheckpoint(name=name, reason=f"`{path.name}` cannot be read: {error.strerror}")
    except ValueError:
        return DamagedCheckpoint(name=name, reason=f"`{path.name}` is no JSON")
    checkpoint = _checkpoint(path.parent, name, values)
    if checkpoint is None:
        return DamagedCheckpoint(name=name, reason=f"`{path.name}` does not describe a checkpoint of this version")
    return checkpoint


def _checkpoint(folder: Path, name: str, values: Any) -> CheckpointFiles | None:
    """The checkpoint that a description is of; None where it is not one."""
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        return None
    kinds: dict[str, type] = {
        "round": int, "stage": int, "leg": int, "onednn": str, "at_picture": bool, "numbers": dict, "notes": dict, "files": dict,
        "variables": list, "rollbacks": int,
    }  # fmt: skip
    if not all(type(values.get(key)) is kind for key, kind in kinds.items()):
        return None
    files = values["files"]
    if not files or not all(isinstance(one, str) and Path(key).name == key for key, one in files.items()):
        return None
    if not all(isinstance(one, int | float) for one in values["numbers"].values()):
        return None
    if values["round"] < 0 or name != checkpoint_name(values["round"]):
        return None
    return CheckpointFiles(folder=folder, name=name, **{key: values[key] for key in kinds})
