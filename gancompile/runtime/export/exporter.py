"""An exporter of trained games, and all exporters there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Protocol

from gancompile.runtime.game import Game
from gancompile.runtime.program import Program

FORMATS = "gancompile.runtime.export.formats"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A written export. remarks: sentences for the user: differences from the game, and what the format lacks."""

    path: Path
    remarks: tuple[str, ...] = ()


class Exporter(Protocol):
    """A function that writes a game in one format into `folder/VERSION`. Raises ExportError.

    assets: files to copy beside it. quantize: one of the precisions that the format's row lists; None for that of the game.
    """

    def __call__(
        self,
        game: Game,
        program: Program,
        folder: Path,
        *,
        version: int = 1,
        assets: Sequence[Path] = (),
        quantize: str | None = None,
    ) -> Exported: ...


def exporters() -> Mapping[str, Exporter]:
    """Every exporter by its format, which is the name of its module and of its folder in a build."""
    names = sorted(found.name for found in iter_modules(import_module(FORMATS).__path__))
    return {name: import_module(f"{FORMATS}.{name}").export for name in names}
