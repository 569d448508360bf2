"""The files of a build that a page shows, read without the runtime."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancompile.pages.picture import Picture, read_pictures
from gancompile.pages.records import read_records


class NoBuildError(Exception):
    """A path that holds no build."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildFiles:
    """What a build's folder holds. Each part but `program` may be missing: a training that is not finished has no manifest.

    evaluations: the results of `evaluation/results.json`, oldest first, as they are written.
    """

    folder: Path
    program: Mapping[str, Any]
    manifest: Mapping[str, Any]
    records: list[dict[str, Any]]
    newest: Picture | None
    evaluations: list[Mapping[str, Any]]

    @property
    def name(self) -> str:
        """The name of the spec."""
        return str(self.program.get("name", self.folder.name))

    @property
    def lock(self) -> Path:
        """The resolved spec."""
        return self.folder / "spec.lock.yaml"

    @property
    def rounds_played(self) -> int:
        """The rounds up to the last record, or those of the finished build."""
        played = self.records[-1]["round"] if self.records else 0
        return max(played, _whole(self.manifest.get("rounds")))

    @property
    def rounds(self) -> int:
        """The rounds of the schedule."""
        return max(_whole(self.program.get("rounds")), self.rounds_played)

    @property
    def protocol(self) -> str:
        """The hash of the newest evaluation's protocol; empty where there is none."""
        found = self.evaluations[-1].get("protocol_sha256") if self.evaluations else None
        return found if isinstance(found, str) else ""

    @property
    def is_finished(self) -> bool:
        """Whether the build came to its end."""
        return bool(self.manifest.get("trained"))


def read_build(folder: Path) -> BuildFiles:
    """The files of a build. Raises NoBuildError."""
    if not folder.is_dir():
        raise NoBuildError(f"there is no folder `{folder}`")
    program = _json(folder / "program.json")
    if not program:
        raise NoBuildError(f"`{folder}` holds no build: its program.json is missing or cannot be read")
    return BuildFiles(
        folder=folder,
        program=program,
        manifest=_json(folder / "manifest.json"),
        records=read_records(folder / "logs" / "records.jsonl"),
        newest=next(iter(read_pictures(folder / "samples", newest=1)), None),
        evaluations=_evaluations(folder),
    )


def _evaluations(folder: Path) -> list[Mapping[str, Any]]:
    listed = _json(folder / "evaluation" / "results.json").get("results")
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _json(path: Path) -> Mapping[str, Any]:
    """The object of a JSON file; an empty one where there is none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 0
