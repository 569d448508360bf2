"""`manifest.json`, which a build writes when it ends: what it made, and of what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancompile.files import write_json

FILE = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRecord:
    """An export. path: below the build's folder. round: whose weights it holds. digests: of the parts of the spec that it depends on."""

    kind: str
    path: str
    round: int
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a finished build has made. parts: the digests of its spec's parts. exports: the newest of each kind."""

    trained: bool
    parts: Mapping[str, str]
    exports: tuple[ExportRecord, ...]


def read_made(folder: Path) -> Made | None:
    """What the manifest of a folder says; None where there is none, or none of this version."""
    try:
        values = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return Made(
            trained=bool(values["trained"]),
            parts=dict(values["parts"]),
            exports=tuple(ExportRecord(**one) for one in values["exports"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """The manifest as plain data; an empty one where there is none that can be read."""
    try:
        values = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def write_manifest(folder: Path, values: Mapping[str, object]) -> None:
    """Writes the manifest atomically."""
    write_json(folder / FILE, dict(values))
