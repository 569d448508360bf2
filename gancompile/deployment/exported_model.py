"""An export as other servers see it: where it lies, and the contract beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONTRACT = "assets.extra/contract.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedModel:
    """folder: of the build. path: of the newest version of the SavedModel, absolute. contract: as it lies beside it."""

    folder: Path
    path: Path
    contract: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The name of the spec."""
        return str(self.contract["name"])

    def newest(self, format: str) -> Path | None:
        """The newest export in another format; None where there is none."""
        found = [path for path in (self.folder / format).glob("[0-9]*") if path.name.isdigit()]
        return max(found, key=lambda path: int(path.name), default=None)


def read_exported_model(folder: Path) -> ExportedModel | None:
    """The newest export of a build that has a contract; None where there is none."""
    versions = [path for path in (folder / "saved_model").glob("[0-9]*") if path.name.isdigit()]
    for path in sorted(versions, key=lambda path: int(path.name), reverse=True):
        try:
            contract = json.loads((path / CONTRACT).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        return ExportedModel(folder=folder.absolute(), path=path.absolute(), contract=contract)
    return None
