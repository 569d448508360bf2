"""All trackers of a training together."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import numpy as np
import pytest

from gancompile.catalogue.tracker_rows import tracker_rows
from gancompile.runtime.trackers import TrackerError, Trackers, kinds, require_packages, trackers
from gancompile.runtime.trackers.kinds import csv, jsonl
from gancompile.runtime.trackers.tracker import begin_of


def test_each_kind_is_a_row_of_the_catalogue_with_its_arguments() -> None:
    assert {found.name for found in iter_modules(kinds.__path__)} == set(tracker_rows())
    for key, row in tracker_rows().items():
        _, *arguments = inspect.signature(begin_of(key)).parameters
        assert arguments == [one.name for one in row.arguments], key


def test_a_tracker_that_is_turned_off_writes_nothing(run_from: Callable[..., Any], record: Callable[..., Any]) -> None:
    made = Trackers({"tensorboard": False, "csv": False}, run_from(), pytest.fail)
    made.add_record(record(1))
    made.close(finished=True)
    assert [path.name for path in run_from().logs.iterdir()] == ["records.jsonl"]


@pytest.mark.parametrize("method", ["add_record", "add_picture", "close"])
def test_a_tracker_that_fails_is_reported_once_and_the_others_go_on(
    method: str, run_from: Callable[..., Any], record: Callable[..., Any], pixels: np.ndarray, monkeypatch: Any
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise OSError("no space left\non the disk")

    messages: list[str] = []
    monkeypatch.setattr(jsonl.JsonLines, method, fails)
    made = Trackers({"tensorboard": False}, run_from(), messages.append)
    for round in (1, 2):
        made.add_record(record(round))
        made.add_picture(round, pixels)
    made.close(finished=True)
    assert messages == ["jsonl failed and is dropped; the training goes on without it: no space left"]
    assert len((run_from().logs / "records.csv").read_text().splitlines()) == 3


def test_a_tracker_that_cannot_begin_ends_the_build_and_closes_the_others(
    run_from: Callable[..., Any], monkeypatch: Any
) -> None:
    closed: list[bool] = []

    def refuses(run: Any, **arguments: Any) -> Any:
        raise ConnectionError(f"{arguments['experiment']} is not yours")

    monkeypatch.setattr(csv.Table, "close", lambda self, finished: closed.append(finished))
    monkeypatch.setattr(trackers, "begin_of", lambda key: refuses if key == "mlflow" else begin_of(key))
    message = r"mlflow cannot begin: x is not yours \(`--set report\.mlflow=false` trains without it\)"
    with pytest.raises(TrackerError, match=message):
        Trackers({"tensorboard": False, "mlflow": {"experiment": "x"}}, run_from(), pytest.fail)
    assert closed == [False]


def test_a_package_that_is_missing_is_named_with_its_command(monkeypatch: Any) -> None:
    monkeypatch.setattr(trackers, "find_spec", lambda name: None)
    require_packages({"csv": True, "wandb": False})
    with pytest.raises(TrackerError, match=r"`report: mlflow` needs .*: pip install 'gancompile\[mlflow\]'"):
        require_packages({"mlflow": {"experiment": "x"}})


def test_a_folder_with_the_name_of_a_package_is_none(monkeypatch: Any) -> None:
    """W&B writes its files into `wandb/`, which Python takes for a package of a namespace."""
    monkeypatch.setattr(trackers, "find_spec", lambda name: ModuleSpec(name, None, is_package=True))
    with pytest.raises(TrackerError, match="`wandb`, which is not installed"):
        require_packages({"wandb": True})


def test_begin_makes_the_folder(run_from: Callable[..., Any], tmp_path: Path) -> None:
    Trackers({}, run_from(), pytest.fail).close(finished=True)
    assert {path.name.partition(".")[0] for path in (tmp_path / "logs").iterdir()} == {"records", "events"}
