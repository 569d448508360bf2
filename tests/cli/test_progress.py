"""What a build prints where there is no terminal: something at least every ten seconds, whatever goes on."""

from __future__ import annotations

import json

import pytest

from gancompile.cli import progress
from gancompile.runtime.training import Record


def record(round: int) -> Record:
    logs = {"generator_loss": 0.5}
    return Record(
        phase="main", round=round, rounds=100, seconds=1.0, rounds_per_second=3.0, seconds_left=30.0, logs=logs
    )


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock, set by its one entry."""
    now = [0.0]
    monkeypatch.setattr("gancompile.cli.progress.time.monotonic", lambda: now[0])
    return now


def test_a_line_says_what_goes_on(seconds: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    lines = progress.Lines()
    for at, event in enumerate(
        [
            lambda: None,
            lambda: lines.started("first", 0, 100),
            lambda: lines.advanced(3),
            lambda: (lines.progressed(record(4)), lines.advanced(5)),
            lines.ended,
        ]
    ):
        seconds[0] = 20.0 * at
        event()
        seconds[0] += 9.0
        lines.beat()
        lines.beat()
    assert capsys.readouterr().out.splitlines() == [
        "  preparing data and networks",
        "training first: 100 rounds",
        "  compiling the graph",
        "  round 3 of 100",
        "  round 3 of 100",
        "  round 5 of 100  0:30 left  3.0 rounds/s  generator 0.500",
        "  round 5 of 100  0:30 left  3.0 rounds/s  generator 0.500",
        "  writing networks, exports and the report",
    ]


def test_the_same_for_a_machine(seconds: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    lines = progress.JsonLines()
    lines.started("first", 0, 100)
    seconds[0] = 9.0
    lines.beat()
    lines.warned("careful")
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert events == [
        {"event": "started", "name": "first", "round": 0, "rounds": 100},
        {"event": "working", "round": 0, "rounds": 100, "doing": "compiling the graph"},
        {"event": "warning", "text": "careful"},
    ]


def test_quiet_prints_warnings_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.listener(quiet=True, json=False) as hears:
        hears.started("first", 0, 100)
        hears.progressed(record(1))
        hears.message("going on")
        hears.warned("careful")
    assert capsys.readouterr() == ("", "warning: careful\n")
