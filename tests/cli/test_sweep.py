"""`sweep`: what is checked first, what is printed, and that a sweep that was killed goes on."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest

from gancompile.cli import main
from gancompile.pages import read_build

Capture = pytest.CaptureFixture[str]
RATES = "game.optimizer.adam.learning_rate=1e-3,2e-3"


TINY = """\
gancompile: 1
name: tiny
seed: 7
data: {source: {ring: {modes: 8, radius: 2, deviation: 0.02}}, batch: 32}
networks:
  generator: {inputs: {z: [4]}, layers: [{dense: {units: 8, activation: relu}}, {dense: 2}]}
  discriminator: {inputs: {x: data.point}, layers: [{dense: {units: 8, activation: relu}}, {dense: 1}]}
game: {objective: non_saturating, optimizer: {adam: {learning_rate: 1e-3, beta_1: 0}}}
schedule: [{steps: 40}]
evaluate: {samples: 50, reals: 50, repeats: 1, metrics: [modes]}
"""


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("tiny.yaml").write_text(TINY)
    return "tiny.yaml"


def state(folder: Path) -> dict[str, str]:
    """The state of each run, as the file of the sweep has it."""
    try:
        return {one["folder"]: one["state"] for one in json.loads((folder / "sweep.json").read_text())["runs"]}
    except OSError:
        return {}


def test_a_dry_run_says_what_each_build_would_do(tiny: str, capsys: Capture) -> None:
    assert main(["sweep", tiny, "--set", RATES, "--seeds", "2", "--dry-run"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    assert lines[1].startswith("learning_rate=1e-3/seed-8: would begin in build/tiny-sweep/learning_rate=1e-3/seed-8")
    assert lines[-1] == "0 of 4 runs are finished"
    assert not Path("build").exists()


def test_wrong_values_are_reported_once_before_anything_is_built(tiny: str, capsys: Capture) -> None:
    command = ["sweep", tiny, "--set", "data.batch=32,0", "--set", "game.objective=hinge,hinje", "--seeds", "3"]
    assert main(command) == 1
    err = capsys.readouterr().err
    assert re.findall(r"error\[(\w+)\]", err) == ["GC0204", "GC0208"]
    assert not Path("build").exists()


def test_a_warning_of_some_combinations_names_their_settings(tiny: str, capsys: Capture) -> None:
    Path(tiny).write_text(TINY.replace("game: {", "game: {average: {decay: 0.999}, "))
    command = ["sweep", tiny, "--set", "schedule.0.steps=40,40000", "--set", "data.batch=16,32", "--dry-run"]
    assert main(command) == 0
    err = capsys.readouterr().err
    assert err.count("warning[GW0516]") == 1
    assert "   = note: with schedule.0.steps=40\n" in err


@pytest.mark.parametrize(
    ("arguments", "reported"),
    [
        (["--set", "seed=1,2"], "--seeds"),
        (["--set", "data.batch=32", "--set", "data.batch=64"], "a key is set twice"),
        (["--set", "data.batch=32,32"], "one folder"),
        (["--address", "auto"], "add `--engine ray`"),
        (["--search", "x.yaml", "--seeds", "2"], "`seeds` into it"),
        (["--search", "x.yaml", "--set", "data.batch=1,2"], "`choice`"),
    ],
)
def test_usage(arguments: list[str], reported: str, tiny: str, capsys: Capture) -> None:
    assert main(["sweep", tiny, *arguments]) == 2
    assert re.fullmatch(f"error: .*{re.escape(reported)}.*\n", capsys.readouterr().err)


def test_the_error_of_a_search_stands_in_its_file(tiny: str, capsys: Capture) -> None:
    Path("x.yaml").write_text("search: {data.batch: {choice: [32, 0]}}\nmetric: modes\nruns: 2\n")
    assert main(["sweep", tiny, "--search", "x.yaml"]) == 1
    assert "--> x.yaml:1:36" in capsys.readouterr().err
    assert not Path("build").exists()


def wait_for(is_so: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    while not is_so():
        assert process.poll() is None
        time.sleep(0.05)


@pytest.mark.slow
def test_a_sweep_that_was_killed_goes_on(tiny: str, capsys: Capture) -> None:
    folder = Path("many")
    command = ["sweep", tiny, "--set", "data.batch=8,16", "--steps", "200", "--seeds", "2", "--out", "many"]
    killed = subprocess.Popen([sys.executable, "-m", "gancompile", *command], stdout=subprocess.DEVNULL, text=True)
    runs = [f"batch={batch}/seed-{seed}" for batch in (8, 16) for seed in (7, 8)]
    wait_for(lambda: state(folder).get(runs[1]) == "running", killed)
    second = folder / runs[1]
    wait_for(lambda: bool(list((second / "checkpoints").glob("*.json"))), killed)
    process = json.loads((second / ".lock").read_text())["process"]
    killed.kill()
    os.kill(process, signal.SIGKILL)
    killed.wait()
    assert not read_build(second).is_finished
    first = (folder / runs[0] / "manifest.json").read_bytes()

    assert main([*command, "--jobs", "2"]) == 0
    out = capsys.readouterr().out
    assert f"[3/3] {runs[3]}" in out
    assert re.search(r"^8 +2 of 2 .*\n16 +2 of 2 ", out, re.MULTILINE)
    assert state(folder) == dict.fromkeys(runs, "finished")
    assert (folder / runs[0] / "manifest.json").read_bytes() == first
    assert len(json.loads((second / "build.json").read_text())["legs"]) == 1
    links = re.findall('href="([^"]*report.html)"', (folder / "sweep.html").read_text())
    assert [(folder / unquote(link)).exists() for link in links] == [True] * 4
    assert (folder / "sweep.csv").read_text().startswith("batch,finished,runs,modes_mean")

    assert main([*command, "--dry-run"]) == 0
    assert "4 of 4 runs are finished" in capsys.readouterr().out
    Path(tiny).write_text(Path(tiny).read_text().replace("units: 8", "units: 9"))
    assert main(command) == 1
    err = capsys.readouterr().err
    assert err.count("were trained by another spec") == 4
    assert "`--fresh` begins every build anew" in err
    assert main([*command, "--table"]) == 0
