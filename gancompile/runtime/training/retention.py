"""Which checkpoints of a build are kept, and which are superseded by newer ones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from gancompile.folder import CheckpointFiles, list_checkpoints

NEWEST = 2
"""Checkpoints that are kept for resuming alone: where the newest is damaged, there is one from shortly before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """keep: how many of those at rounds with pictures, None for all.

    best: a logged number; the checkpoint with its lowest value (or the highest, where `highest`) stays.
    """

    keep: int | None = 3
    best: str | None = None
    highest: bool = False


def superseded(folder: Path, retention: Retention, leg: int) -> list[CheckpointFiles]:
    """The checkpoints of a folder that need not be kept; all of earlier legs are: another spec has trained them."""
    found = [one for one in list_checkpoints(folder) if isinstance(one, CheckpointFiles) and one.leg == leg]
    at_pictures = [one for one in found if one.at_picture]
    kept = {one.round for one in (*found[:NEWEST], *at_pictures[: retention.keep])}
    best = best_of(found, retention)
    if best is not None:
        kept.add(best.round)
    return [one for one in found if one.round not in kept]


def best_of(found: list[CheckpointFiles], retention: Retention) -> CheckpointFiles | None:
    """The checkpoint with the best value of the retention's number; None where none has it.

    Those of the last stage alone: an earlier one has other networks, and often smaller images.
    """
    last = max((one.stage for one in found), default=0)
    found = [one for one in found if one.stage == last]
    sign = -1.0 if retention.highest else 1.0
    scored = [(sign * one.numbers.get(retention.best or "", math.nan), one.round, one) for one in found]
    scored = [one for one in scored if math.isfinite(one[0])]
    return min(scored, key=lambda one: one[:2])[2] if scored else None
