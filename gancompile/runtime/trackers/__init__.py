"""Trackers: where the numbers and pictures of a training go. A tracker is added by its row of the catalogue and its module in `kinds/`."""

from gancompile.runtime.trackers.errors import TrackerError
from gancompile.runtime.trackers.game_numbers import GameNumbers
from gancompile.runtime.trackers.tracked_run import TrackedRun
from gancompile.runtime.trackers.tracker import Tracker
from gancompile.runtime.trackers.trackers import Trackers, require_packages

__all__ = ["GameNumbers", "TrackedRun", "Tracker", "TrackerError", "Trackers", "require_packages"]
