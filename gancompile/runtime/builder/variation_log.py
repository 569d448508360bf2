"""How much samples vary, beside the data, as JSON lines for `gancompile doctor`."""

from __future__ import annotations

import json
from pathlib import Path

from gancompile.doctor.training import VARIATION, VARIATION_FILE
from gancompile.files import write_atomically
from gancompile.pages import read_records


class VariationLog:
    """Appends a line for each picture. folder: of the build. round: at which the training begins; later lines are removed."""

    def __init__(self, folder: Path, round: int) -> None:
        self._path = folder / VARIATION_FILE
        self._path.parent.mkdir(parents=True, exist_ok=True)
        kept = [line for line in read_records(self._path) if 0 < line["round"] <= round]
        write_atomically(self._path, "".join(json.dumps(line) + "\n" for line in kept))

    def add(self, round: int, share: float) -> None:
        """share: of what the data vary by."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"round": round, VARIATION: float(f"{share:.6g}")}) + "\n")
