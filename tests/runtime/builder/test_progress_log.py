"""The progress of a training in the files of a build, from round 0 and where it resumes."""

from __future__ import annotations

import csv
import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator

from gancompile.cli import main
from gancompile.compiler import compile_text
from gancompile.continuation import Wish
from gancompile.runtime.builder.progress_log import ProgressLog
from gancompile.runtime.program import read_program
from gancompile.runtime.report import ANIMATION
from gancompile.runtime.trackers import trackers
from gancompile.runtime.training import Interrupted, Silent
from gancompile.spec import Spec

NUMBERS = {
    "generator_loss", "discriminator_gradient_norm", "generator_weight_norm", "discriminator_learning_rate", "D(x)",
}  # fmt: skip


class Stopper(Silent):
    """Asks a training to stop after a round."""

    def __init__(self, round: int) -> None:
        self.round = round

    def progressed(self, record: Any) -> None:
        if record.round == self.round:
            signal.raise_signal(signal.SIGINT)


def logged(folder: Path) -> tuple[list[int], list[int], list[int]]:
    """The rounds in the JSON lines, in the table and in the TensorBoard log."""
    lines = [json.loads(line) for line in (folder / "logs" / "records.jsonl").read_text().splitlines()]
    rows = list(csv.DictReader((folder / "logs" / "records.csv").open(newline="")))
    board = EventAccumulator(str(folder / "logs"))
    board.Reload()
    events = board.Tensors("losses/generator_loss")
    return [one["round"] for one in lines], [int(one["round"]) for one in rows], [event.step for event in events]


def test_all_trackers_have_the_same_numbers_by_the_same_names(tiny: Callable[..., str], tmp_path: Path) -> None:
    Spec(compile_text(tiny())).build(tmp_path)
    last = json.loads((tmp_path / "logs" / "records.jsonl").read_text().splitlines()[-1])
    row = list(csv.DictReader((tmp_path / "logs" / "records.csv").open(newline="")))[-1]
    assert {name: type(last[name])(text) for name, text in row.items()} == last
    assert last.keys() >= NUMBERS
    board = EventAccumulator(str(tmp_path / "logs"))
    board.Reload()
    assert {tag.partition("/")[2] for tag in board.Tags()["tensors"]} >= NUMBERS


def test_a_training_that_is_stopped_and_resumed_has_each_round_once(tiny: Callable[..., str], tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        Spec(compile_text(tiny())).build(tmp_path, listener=Stopper(3))
    # Of a process that was killed after its last checkpoint.
    for name in ("records.jsonl", "records.csv"):
        path = tmp_path / "logs" / name
        last = path.read_text().splitlines()[-1]
        path.write_text(path.read_text() + last.replace("3", "5", 1) + "\n")
    Spec(compile_text(tiny())).build(tmp_path)
    assert logged(tmp_path) == ([1, 2, 3, 4, 5, 6],) * 3


def test_a_training_that_begins_anew_has_none_of_the_earlier_rounds(tiny: Callable[..., str], tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        Spec(compile_text(tiny())).build(tmp_path, listener=Stopper(5))
    with pytest.raises(Interrupted):
        Spec(compile_text(tiny())).build(tmp_path, listener=Stopper(2), wish=Wish.FRESH)
    assert logged(tmp_path) == ([1, 2],) * 3
    assert [path.name for path in sorted((tmp_path / "samples").glob("*.png"))] == [
        f"round_0000000{i}.png" for i in range(3)
    ]


def test_stages_share_their_trackers(tmp_path: Path, tiny: Callable[..., str]) -> None:
    phases = "schedule: [{phase: a, steps: 2}, {phase: b, steps: 2, params: {width: 7}}]"
    text = tiny().replace("schedule: [{steps: 6, round: [{discriminator: 2}, {generator: 1}]}]", phases)
    text = text.replace("units: 5", 'units: "${width}"').replace("name: tiny", "name: tiny\nparams: {width: 5}")
    Spec(compile_text(text)).build(tmp_path)
    assert logged(tmp_path) == ([1, 2, 3, 4],) * 3
    assert len(list((tmp_path / "logs").glob("events.*"))) == 1


def test_trackers_close_as_the_training_ended(
    tiny: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends: list[bool] = []
    monkeypatch.setattr(trackers.Trackers, "close", lambda self, finished: ends.append(finished))
    with pytest.raises(Interrupted):
        Spec(compile_text(tiny())).build(tmp_path, listener=Stopper(5))
    Spec(compile_text(tiny())).build(tmp_path)
    assert ends == [False, True]


def test_a_package_that_is_missing_ends_the_build_before_the_training(
    tiny: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(trackers, "find_spec", lambda name: None)
    (tmp_path / "tiny.yaml").write_text(tiny())
    arguments = ["build", str(tmp_path / "tiny.yaml"), "--out", str(tmp_path / "out"), "--set", "report.wandb=true"]
    assert main(arguments) == 3
    assert capsys.readouterr().err == (
        "error: `report: wandb` needs the package `wandb`, which is not installed: pip install 'gancompile[wandb]'\n"
    )
    assert not (tmp_path / "out" / "logs").exists()


@pytest.mark.parametrize(("round", "left"), [(0, ["round_00000000.png"]), (4, ["round_00000003.png"])])
def test_pictures_of_an_earlier_training_go_at_round_0(
    round: int, left: list[str], make_game: Callable[..., Any], tiny: Callable[..., str], tmp_path: Path
) -> None:
    game, folder = make_game(tiny()), tmp_path / "built"
    game.round.assign(round)
    (folder / "samples").mkdir()
    for path in (folder / "samples" / "round_00000003.png", folder / ANIMATION):
        path.write_bytes(b"")
    reports: list[list[str]] = []

    def report() -> None:
        reports.append(sorted(path.name for path in (folder / "samples").glob("*.png")))

    program = read_program(folder)
    log = ProgressLog(program, Silent())
    log.begin_stage(game, program, report=report)
    log.close(finished=False)
    assert reports == [left]
    assert (folder / ANIMATION).exists() == (round > 0)
