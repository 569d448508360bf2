"""The trackers of a training, from `trackers.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gancompile.catalogue.data_file import read_yaml
from gancompile.catalogue.rows import ArgumentRow, arguments_of

ALWAYS, BY_DEFAULT, ON_REQUEST = "always", "by_default", "on_request"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerRow:
    """A tracker. written, package: see `trackers.yaml`."""

    key: str
    written: str
    help: str
    package: str | None
    arguments: tuple[ArgumentRow, ...]

    @property
    def install(self) -> str:
        """The command that installs its package."""
        return f"pip install 'gancompile[{self.package}]'"


@cache
def tracker_rows() -> Mapping[str, TrackerRow]:
    """All trackers by name, in the order of the file."""
    return {
        key: TrackerRow(
            key=key,
            written=row["written"],
            help=row["help"],
            package=row.get("package"),
            arguments=arguments_of({"arguments": row.get("arguments", {})}),
        )
        for key, row in read_yaml("trackers.yaml").items()
    }


def chosen_trackers(report: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """The arguments of each tracker that a `report` section leaves on or asks for, in the order of the file."""
    chosen = {}
    for key, row in tracker_rows().items():
        given = report.get(key, row.written != ON_REQUEST)
        if given is not False:
            chosen[key] = given if isinstance(given, Mapping) else {}
    return chosen
