"""An export as other servers see it: where it lies, and the contract beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancompile.deployment.layout import CONTRACT_FILE
from gancompile.files import versions_in


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
        newest = max(versions_in(self.folder / format), default=None)
        return self.folder / format / str(newest) if newest is not None else None


def read_exported_model(folder: Path) -> ExportedModel | None:
    """The newest export of a build that has a contract; None where there is none."""
    for version in reversed(versions_in(folder / "saved_model")):
        path = folder / "saved_model" / str(version)
        try:
            contract = json.loads((path / CONTRACT_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        return ExportedModel(folder=folder.absolute(), path=path.absolute(), contract=contract)
    return None
