"""The report of a training that runs: rewritten at each picture, finished at each end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gancompile.runtime.builder import build_folder, builder
from gancompile.runtime.training import Silent, TrainingError

Make = Callable[..., Any]


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int, bool]]:
    """Every report that is written: rounds played, pictures in the page, whether it is live."""
    written: list[tuple[int, int, bool]] = []
    write = builder.write_report

    def watched(*arguments: Any, **settings: Any) -> Path:
        path: Path = write(*arguments, **settings)
        page = path.read_text()
        written.append((settings["rounds_played"], page.count("data-round="), "data-refresh-seconds" in page))
        return path

    monkeypatch.setattr(builder, "write_report", watched)
    return written


def test_each_picture_rewrites_the_report(
    compile_to: Make, tiny: Make, reports: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gancompile.runtime.builder.progress_log.SECONDS_TO_SEE", 0.0)
    build_folder(compile_to(tiny()), Silent())
    assert reports == [*((round, round + 1, True) for round in range(7)), (6, 7, False)]


def test_pictures_that_nobody_could_tell_apart_share_a_report(
    compile_to: Make, tiny: Make, reports: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gancompile.runtime.builder.progress_log.SECONDS_TO_SEE", 1e9)
    build_folder(compile_to(tiny()), Silent())
    assert reports == [(0, 1, True), (6, 7, False)]


def test_a_training_that_fails_leaves_a_finished_page(compile_to: Make, tiny: Make, reports: list[Any]) -> None:
    with pytest.raises(TrainingError):
        build_folder(compile_to(tiny(), "game.optimizer={sgd: {learning_rate: 1e38}}"), Silent())
    assert [live for _, _, live in reports][-2:] == [True, False]
