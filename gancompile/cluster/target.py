"""The clusters that there are manifests for: a folder each, with `target.yaml` and a template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "targets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A cluster. help: what it is. file: the name of the manifest, and template: what it is made from, both templates.

    after: what to do next, a template. wants, refuses: options of the command line that it cannot do without, or has no use for,
    with why.
    """

    name: str
    help: str
    file: str
    template: str
    after: str
    wants: Mapping[str, str]
    refuses: Mapping[str, str]


def target_names() -> list[str]:
    """The names of all targets."""
    return sorted(path.parent.name for path in FOLDER.glob("*/target.yaml"))


def targets() -> Mapping[str, Target]:
    """All targets by name."""
    return {path.parent.name: _target(path) for path in sorted(FOLDER.glob("*/target.yaml"))}


def _target(path: Path) -> Target:
    row: dict[str, Any] = {"wants": {}, "refuses": {}, **yaml.safe_load(path.read_text(encoding="utf-8"))}
    return Target(name=path.parent.name, **row)
