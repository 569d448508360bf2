"""The report page: `report.html`, one file that opens offline, and that loads itself anew while the training runs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from gancompile.environment import versions
from gancompile.files import write_atomically
from gancompile.pages import as_data, duration_text, plots_of_one, read_pictures, read_records, render
from gancompile.runtime.program import Program
from gancompile.runtime.report.animation import ANIMATION
from gancompile.runtime.report.evaluation_section import evaluation_section

REFRESH_SECONDS = 30
"""Between two loads of a page whose training still runs."""


def write_report(
    program: Program,
    *,
    durations: Mapping[str, float],
    rounds_played: int,
    is_live: bool = False,
    history: Sequence[tuple[int, int, str]] = (),
) -> Path:
    """Writes the report from the files of a build: records, pictures, the resolved spec. Returns: its path.

    durations: seconds by name. is_live: whether the training still runs. history: the lineage of the build, as rows of the first
    round, the last round, and what they were trained under.
    """
    folder = program.folder
    records = read_records(folder / "logs" / "records.jsonl")
    last = records[-1] if records else {}
    page = render(
        Path(__file__).with_name("report.html"),
        program=program,
        rounds_played=rounds_played,
        refresh_seconds=REFRESH_SECONDS if is_live else None,
        time_so_far=duration_text(last.get("seconds", math.nan)),
        time_left=_time_left(last),
        written=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        last={name: value for name, value in last.items() if name not in ("rounds", "phase")},
        plots=as_data(plots_of_one(records)),
        pictures=read_pictures(folder / "samples"),
        has_animation=(folder / ANIMATION).exists(),
        durations={name: duration_text(seconds) for name, seconds in durations.items()},
        versions=versions(),
        history=history,
        evaluation=evaluation_section(folder),
        skipped=_skipped(program),
        spec=_text(folder / "spec.lock.yaml"),
        source=_text(folder / "model.py"),
    )
    write_atomically(folder / "report.html", page)
    return folder / "report.html"


def _skipped(program: Program) -> list[str]:
    """The examples that cannot be read and are left out, of all sets."""
    sets = program.data["sets"].values()
    return [name for one in sets for name in one["source"]["arguments"].get("skipped", ())]


def _time_left(last: Mapping[str, Any]) -> str:
    """The time left at the speed of the last record; nothing where it is not known."""
    speed = last.get("rounds_per_second", 0.0)
    return duration_text((last["rounds"] - last["round"]) / speed if speed else math.nan)


def _text(path: Path) -> str:
    """The text of a file; nothing where there is none."""
    return path.read_text(encoding="utf-8") if path.exists() else ""
