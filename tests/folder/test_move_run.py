"""An earlier run is moved, never deleted, and nothing of the user's is moved with it."""

from __future__ import annotations

from pathlib import Path

from gancompile.folder import move_run
from gancompile.folder.move_run import newest_version


def test_a_run_is_moved_and_the_rest_stays(tmp_path: Path) -> None:
    for name in (
        "checkpoints/round_1.json",
        "saved_model/2/saved_model.pb",
        "mine/notes.txt",
        "features.keras",
        "model.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    moved = move_run(tmp_path, ["features.keras", "model.py"])
    assert moved is not None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "runs"]
    assert {path.name for path in moved.iterdir()} == {"checkpoints", "saved_model", "features.keras", "model.py"}
    assert (moved / "checkpoints" / "round_1.json").read_text() == "checkpoints/round_1.json"


def test_versions_of_an_export_only_grow(tmp_path: Path) -> None:
    assert newest_version(tmp_path, "saved_model") == 0
    (tmp_path / "saved_model" / "10").mkdir(parents=True)
    move_run(tmp_path)
    (tmp_path / "saved_model" / "2").mkdir(parents=True)
    assert newest_version(tmp_path, "saved_model") == 10


def test_two_runs_of_one_second_have_names_of_their_own(tmp_path: Path) -> None:
    moved = []
    for _ in range(3):
        (tmp_path / "model.py").write_text("x")
        moved.append(move_run(tmp_path))
    assert len(set(moved)) == 3
    assert move_run(tmp_path) is None
