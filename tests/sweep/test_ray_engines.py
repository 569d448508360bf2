"""Sweeps over Ray, on this machine: tasks, and a search by Ray Tune."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from gancompile.cli import main
from gancompile.folder.own_mark import has_own_mark
from gancompile.sweep import State
from gancompile.sweep.state_file import read_outcomes

Capture = pytest.CaptureFixture[str]
RATES = "game.optimizer.adam.learning_rate"


@pytest.mark.slow
def test_a_grid_over_ray(tiny: Path, capsys: Capture) -> None:
    pytest.importorskip("ray")
    command = ["sweep", str(tiny), "--set", f"{RATES}=1e-3,1e30", "--engine", "ray", "--out", "grid", "--json"]
    assert main(command) == 3
    out, err = capsys.readouterr()
    events = [json.loads(line) for line in out.splitlines()]
    ends = {event["run"]: event["state"] for event in events if event["event"] == "run ended"}
    assert ends == {"learning_rate=1e-3/seed-7": "finished", "learning_rate=1e30/seed-7": "failed"}
    assert events[-1]["rows"][0]["numbers"]["modes"]["seeds"] == 1
    assert any("learning_rate=1e30" in note and "is nan" in note for note in events[-1]["notes"])
    assert "ray" not in err.lower()


@pytest.mark.slow
def test_a_search_by_tune_ends_runs_early(tiny: Path, capsys: Capture) -> None:
    pytest.importorskip("ray.tune")
    Path("search.yaml").write_text(
        f"search: {{{RATES}: {{choice: [1.0e-3, 1.0e-9]}}}}\n"
        "metric: generator_loss\nbetter: lower\nruns: 2\nscheduler: {asha: {grace_rounds: 20, reduction_factor: 2}}\n"
    )
    command = ["sweep", str(tiny), "--search", "search.yaml", "--out", "found", "--jobs", "1", "-q"]
    assert main(command) == 0
    out, err = capsys.readouterr()
    assert out == err == ""
    states = [one.state for one in read_outcomes(Path("found")).values()]
    assert states[0] is State.FINISHED or states[1] is State.FINISHED
    assert set(states) <= {State.FINISHED, State.ENDED_EARLY}
    (kept,) = Path("found").glob("tune-*")
    assert has_own_mark(kept)
    assert main([*command[:-1], "--table"]) == 0
    assert capsys.readouterr().out.startswith("learning_rate  finished  generator_loss")


def test_without_ray_an_error_says_what_to_install(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    assert main(["sweep", str(tiny), "--engine", "ray", "--out", "none"]) == 3
    assert capsys.readouterr().err == 'error: Ray is not installed: pip install "gancompile[ray]"\n'
