"""The file that remembers which run of a service a build folder belongs to: `logs/wandb.json`, `logs/mlflow.json`."""

from __future__ import annotations

import json
from pathlib import Path

from gancompile.files import write_json


class RunFile:
    """The id of a run. round: at which the training begins; at 0, a run of an earlier training is forgotten."""

    def __init__(self, path: Path, *, round: int) -> None:
        self.path = path
        if round == 0:
            path.unlink(missing_ok=True)

    def read(self) -> str | None:
        """The id of the run that is resumed; None where there is none."""
        try:
            id = json.loads(self.path.read_text(encoding="utf-8"))["id"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return id if isinstance(id, str) else None

    def write(self, id: str, **details: str | None) -> None:
        """Remembers a run. details: for people, such as its address."""
        write_json(self.path, {"id": id, **details})
