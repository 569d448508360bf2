"""The servers that there are files for: a folder each, with `target.yaml` and templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "targets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A server. help: what it is. files: template by the path of the file that it makes, which is a template itself.

    model: a format whose newest export is copied, to the path `model_path`; None where the server reads the SavedModel in its place.
    after: what to do next, a template. wants_storage: whether it reads the model from an address that a cluster can reach.
    """

    name: str
    help: str
    files: Mapping[str, str]
    after: str
    model: str | None = None
    model_path: str | None = None
    wants_storage: bool = False

    def template(self, file: str) -> str:
        """The text of a template."""
        return (FOLDER / self.name / file).read_text(encoding="utf-8")


def target_names() -> list[str]:
    """The names of all targets."""
    return sorted(path.parent.name for path in FOLDER.glob("*/target.yaml"))


def targets() -> Mapping[str, Target]:
    """All targets by name."""
    return {path.parent.name: _target(path) for path in sorted(FOLDER.glob("*/target.yaml"))}


def _target(path: Path) -> Target:
    row: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Target(name=path.parent.name, **row)
