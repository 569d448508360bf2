"""Descriptions of checkpoints: what is none is reported as damaged, and never raises."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancompile.folder import CheckpointFiles, DamagedCheckpoint, list_checkpoints
from gancompile.folder.checkpoint_files import newest_onednn, sha256_of


def write(folder: Path, round: int = 7, changed: Mapping[str, object] | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    name = f"round_{round:08d}"
    (folder / f"{name}.index").write_bytes(b"weights")
    made = CheckpointFiles(
        folder=folder, name=name, round=round, stage=0, leg=0, onednn="1", variables=["a"],
        files={f"{name}.index": sha256_of(folder / f"{name}.index")}, numbers={"loss": 1.5, "nan": float("nan")},
    )  # fmt: skip
    path = folder / f"{name}.json"
    path.write_text(json.dumps(made.as_json() | dict(changed or {})))
    return path


def test_a_description_is_read_back_newest_first(tmp_path: Path) -> None:
    for round in (7, 30, 9):
        write(tmp_path / "checkpoints", round)
    found = list_checkpoints(tmp_path / "checkpoints")
    assert [one.round for one in found if isinstance(one, CheckpointFiles)] == [30, 9, 7]
    first = found[0]
    assert isinstance(first, CheckpointFiles)
    assert first.numbers == {"loss": 1.5}
    assert first.damage() is None
    assert newest_onednn(tmp_path) == "1"
    first.remove()
    assert len(list_checkpoints(tmp_path / "checkpoints")) == 2


def test_a_changed_or_missing_file_is_named(tmp_path: Path) -> None:
    write(tmp_path)
    (one,) = list_checkpoints(tmp_path)
    assert isinstance(one, CheckpointFiles)
    (tmp_path / "round_00000007.index").write_bytes(b"Weights")
    assert one.damage() == "the checksum of `round_00000007.index` differs from the one that was written"
    (tmp_path / "round_00000007.index").unlink()
    assert one.damage() == "`round_00000007.index` is missing"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
)


@given(
    values=st.dictionaries(
        st.sampled_from(["round", "stage", "leg", "notes", "files", "numbers", "variables", "format"]), JSON, min_size=1
    )
)
def test_any_json_in_its_place_is_damage(tmp_path_factory: pytest.TempPathFactory, values: dict[str, object]) -> None:
    folder = tmp_path_factory.mktemp("c")
    write(folder, changed=values)
    (one,) = list_checkpoints(folder)
    if isinstance(one, CheckpointFiles):
        assert isinstance(one.notes, dict)
        assert one.round == 7
    else:
        assert "round_00000007.json" in one.reason


@pytest.mark.parametrize("text", ["", "{", "null", "[]", "3", '"x"', "{}", '{"format": 1, "files": {"../../x": "y"}}'])
def test_any_text_in_its_place_is_damage(tmp_path: Path, text: str) -> None:
    path = write(tmp_path)
    path.write_text(text)
    (one,) = list_checkpoints(tmp_path)
    assert isinstance(one, DamagedCheckpoint)
