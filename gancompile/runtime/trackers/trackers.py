"""All trackers of a training."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any

import numpy as np

from gancompile.catalogue.tracker_rows import chosen_trackers, tracker_rows
from gancompile.runtime.trackers.errors import TrackerError
from gancompile.runtime.trackers.tracked_run import TrackedRun
from gancompile.runtime.trackers.tracker import Tracker, begin_of
from gancompile.runtime.training import Record


def require_packages(report: Mapping[str, Any]) -> None:
    """Raises TrackerError where a tracker of a `report` section needs a package that is not installed."""
    for key in chosen_trackers(report):
        row = tracker_rows()[key]
        if row.package and not _is_installed(row.package):
            raise TrackerError(
                f"`report: {key}` needs the package `{row.package}`, which is not installed: {row.install}"
            )


def _is_installed(package: str) -> bool:
    """Whether it can be imported; a folder of that name without a module, such as W&B's own `wandb/`, is no package."""
    found = find_spec(package)
    return found is not None and found.origin is not None


class Trackers:
    """All trackers of a training. One that fails is reported once and dropped; the training goes on.

    report: the section of the spec. on_message: takes a sentence for the user. Raises TrackerError where one cannot begin.
    """

    def __init__(self, report: Mapping[str, Any], run: TrackedRun, on_message: Callable[[str], None]) -> None:
        self._on_message = on_message
        self._trackers: dict[str, Tracker] = {}
        for key, arguments in chosen_trackers(report).items():
            try:
                self._trackers[key] = begin_of(key)(run, **arguments)
            except Exception as error:
                self.close(finished=False)
                raise TrackerError(f"{key} cannot begin: {_first_line(error)}{_way_out(key)}") from error

    def add_record(self, record: Record) -> None:
        """Gives a record to each tracker."""
        self._each(lambda tracker: tracker.add_record(record))

    def add_picture(self, round: int, pixels: np.ndarray) -> None:
        """Gives a picture to each tracker. pixels: [height, width, 3] uint8."""
        self._each(lambda tracker: tracker.add_picture(round, pixels))

    def close(self, *, finished: bool) -> None:
        """Closes each tracker. finished: whether the training has come to its end."""
        self._each(lambda tracker: tracker.close(finished=finished))
        self._trackers.clear()

    def _each(self, call: Callable[[Tracker], None]) -> None:
        for key, tracker in list(self._trackers.items()):
            try:
                call(tracker)
            except Exception as error:
                del self._trackers[key]
                self._on_message(f"{key} failed and is dropped; the training goes on without it: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _way_out(key: str) -> str:
    """How to train without a tracker that may be left out."""
    return f" (`--set report.{key}=false` trains without it)" if tracker_rows()[key].package else ""
