"""The trackers of the catalogue."""

from __future__ import annotations

import re
from pathlib import Path

from gancompile.catalogue.tracker_rows import ALWAYS, BY_DEFAULT, ON_REQUEST, chosen_trackers, tracker_rows


def test_a_package_is_needed_on_request_alone_and_is_an_extra(root: Path) -> None:
    extras = re.findall(r'^(\w+) = \["\1[>=]', (root / "pyproject.toml").read_text(), re.MULTILINE)
    for row in tracker_rows().values():
        assert row.written in {ALWAYS, BY_DEFAULT, ON_REQUEST}
        assert bool(row.package) == (row.written == ON_REQUEST)
        if row.package:
            assert row.package in extras
            assert row.install == f"pip install 'gancompile[{row.package}]'"


def test_the_section_chooses() -> None:
    assert chosen_trackers({}) == {"jsonl": {}, "csv": {}, "tensorboard": {}}
    report = {"mlflow": {"experiment": "x"}, "wandb": True, "tensorboard": False, "csv": True}
    assert chosen_trackers(report) == {"jsonl": {}, "csv": {}, "wandb": {}, "mlflow": {"experiment": "x"}}
    assert list(chosen_trackers(report)) == ["jsonl", "csv", "wandb", "mlflow"]
