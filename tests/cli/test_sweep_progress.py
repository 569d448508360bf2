"""What a sweep prints while it trains."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gancompile.cli.sweep_progress import progress_line, sweep_listener
from gancompile.sweep import Outcome, Run, State
from gancompile.sweep.run import Combination

Capture = pytest.CaptureFixture[str]
RUN = Run(combination=Combination(settings=(("a", "1"),), name="a=1"), seed=3, folder=Path("x/a=1/seed-3"))
PROGRESS = {
    "event": "progressed",
    "round": 1000,
    "rounds": 5000,
    "seconds": 1.0,
    "generator_loss": 0.5,
    "fid": 2.0,
    "x": 1,
}


def played(*, quiet: bool, json: bool) -> None:
    """A run that fails, before a listener."""
    with sweep_listener(2, quiet=quiet, json=json) as listener:
        listener.started(RUN)
        listener.progressed(RUN, PROGRESS)
        listener.progressed(RUN, {"event": "waiting", "text": "another build is at work"})
        listener.ended(RUN, Outcome(state=State.FAILED, reason="it blew up", round=1000))


def test_lines_for_a_log_file(capsys: Capture) -> None:
    played(quiet=False, json=False)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["[1/2] a=1/seed-3  started", "[1/2] a=1/seed-3  another build is at work"]
    assert lines[2].startswith("[1/2] a=1/seed-3  failed at round 1,000 after ")
    assert lines[2].endswith(": it blew up")


def test_nothing_but_errors(capsys: Capture) -> None:
    played(quiet=True, json=False)
    assert capsys.readouterr() == ("", "error: a=1/seed-3: it blew up\n")


def test_json_for_a_machine(capsys: Capture) -> None:
    played(quiet=True, json=True)
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["event"] for one in events] == ["run started", "progressed", "waiting", "run ended"]
    assert {one["run"] for one in events} == {"a=1/seed-3"}
    assert (events[1]["fid"], events[3]["reason"]) == (2.0, "it blew up")


def test_progress_as_a_line() -> None:
    assert progress_line(PROGRESS) == "round 1,000 of 5,000  generator_loss 0.5  fid 2"
    assert progress_line({"event": "written", "path": "x"}) == ""
