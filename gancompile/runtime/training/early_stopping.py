"""Early stopping: a logged number crosses a bound, or has not improved for `patience` records."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from gancompile.runtime.program import Until


class EarlyStopping:
    """The early stopping of a phase. notes: of the checkpoint, which hold its state, so that a resumed phase ends at the same round."""

    def __init__(self, until: Until | None, notes: dict[str, Any]) -> None:
        self._until, self.notes = until, notes

    def reason(self, logs: Mapping[str, float]) -> str | None:
        """The reason to stop after a record with these means, or None."""
        until = self._until
        if until is None or until.metric not in logs:
            return None
        value = logs[until.metric]
        if until.below is not None and value < until.below:
            return f"`{until.metric}` is {value:.4g}, below {until.below:g}"
        if until.above is not None and value > until.above:
            return f"`{until.metric}` is {value:.4g}, above {until.above:g}"
        sign = -1.0 if until.is_higher_better else 1.0
        if until.patience is not None and self._records_without_improvement(sign * value) >= until.patience:
            verb = "risen above" if until.is_higher_better else "fallen below"
            what = "evaluations" if until.is_measured else "records"
            return f"`{until.metric}` has not {verb} {sign * self.notes['least']:.4g} in {until.patience} {what}"
        return None

    def _records_without_improvement(self, value: float) -> int:
        if value < self.notes.get("least", math.inf):
            self.notes |= {"least": value, "waited": 0}
        else:
            self.notes["waited"] = self.notes.get("waited", 0) + 1
        return int(self.notes["waited"])
