"""An exporter of trained games, and the table of all exporters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from gancompile.runtime.export.saved_model import export_saved_model
from gancompile.runtime.game import Game
from gancompile.runtime.program import Program


class Exporter(Protocol):
    """A function that writes a game in one format into a folder. Returns: the written path. Raises ExportError."""

    def __call__(self, game: Game, program: Program, folder: Path, *, assets: Sequence[Path] = ()) -> Path: ...


EXPORTERS: Mapping[str, Exporter] = {
    "saved_model": export_saved_model,
}
"""Every exporter by its format, which is also the name of its folder in a build."""
