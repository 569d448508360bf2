"""oneDNN is on in every process that trains, unless its user or the checkpoint that it goes on from says otherwise."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gancompile.folder.checkpoint_files import newest_onednn

SCRIPT = """
import os, sys
from gancompile.environment import choose_onednn, onednn
choose_onednn(*sys.argv[1:])
print(onednn(), "tensorflow" in sys.modules)
"""


def chosen(root: Path, *begun_with: str, **variables: str) -> str:
    """The choice of a fresh process."""
    env = {name: value for name, value in os.environ.items() if name != "TF_ENABLE_ONEDNN_OPTS"} | variables
    command = [sys.executable, "-c", SCRIPT, *begun_with]
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=True).stdout.strip()


def test_it_is_on(root: Path) -> None:
    assert chosen(root) == "1 False"


def test_the_user_decides(root: Path) -> None:
    assert chosen(root, TF_ENABLE_ONEDNN_OPTS="0") == "0 False"


@pytest.mark.parametrize(("kept", "choice"), [("0", "0"), ("1", "1"), ("", "1"), ("2", "1")])
def test_training_goes_on_as_it_was_begun(kept: str, choice: str, root: Path) -> None:
    assert chosen(root, kept) == f"{choice} False"


@pytest.mark.slow
def test_a_build_keeps_its_choice(tmp_path: Path, root: Path) -> None:
    """In its checkpoint and its manifest; going on with another one is said."""
    spec, out = root / "specs" / "gan-ring.yaml", tmp_path / "build"
    command = [sys.executable, "-m", "gancompile", "build", str(spec), "--out", str(out), "--set", "schedule.0.steps=3"]
    env = {name: value for name, value in os.environ.items() if name != "TF_ENABLE_ONEDNN_OPTS"} | {
        "PYTHONPATH": str(root)
    }
    subprocess.run(command, env=env, check=True, capture_output=True)
    assert newest_onednn(out) == "1"
    assert json.loads((out / "manifest.json").read_text())["onednn"] == "1"
    (out / "manifest.json").unlink()  # as after an interruption
    again = subprocess.run(
        command, env=env | {"TF_ENABLE_ONEDNN_OPTS": "0"}, check=True, capture_output=True, text=True
    )
    assert "TF_ENABLE_ONEDNN_OPTS=1: numbers will differ" in again.stdout + again.stderr
