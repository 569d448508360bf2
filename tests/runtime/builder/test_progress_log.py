"""The files of a training's progress, from its start and from a checkpoint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gancompile.runtime.builder.progress_log import ProgressLog
from gancompile.runtime.program import read_program
from gancompile.runtime.report import ANIMATION

Make = Callable[..., Any]


@pytest.mark.parametrize(("round", "left"), [(0, ["round_00000000.png"]), (4, ["round_00000003.png"])])
def test_pictures_of_an_earlier_training_go_at_round_0(
    round: int, left: list[str], make_game: Make, tiny: Make, tmp_path: Path
) -> None:
    game, folder = make_game(tiny()), tmp_path / "built"
    game.round.assign(round)
    (folder / "samples").mkdir()
    for path in (folder / "samples" / "round_00000003.png", folder / ANIMATION):
        path.write_bytes(b"")
    reports: list[list[str]] = []

    def report() -> None:
        reports.append(sorted(path.name for path in (folder / "samples").glob("*.png")))

    ProgressLog(folder, game, read_program(folder), report=report).close()
    assert reports == [left]
    assert (folder / ANIMATION).exists() == (round > 0)
