"""What a folder remembers is read back as it was written, and anything else is no memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from gancompile.folder import Leg, Memory, read_memory, take_fingerprint, write_memory
from gancompile.folder.memory import leg_folder

LEG = Leg(
    first_round=0, begun="2020-01-01T00:00:00", how="begun", digest="d", parts={"game": "g"}, versions={"keras": "3"}
)


def test_a_memory_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / 'odd "name".png'
    file.write_text("x")
    continued = Leg(first_round=9, begun="", how="continued", digest="e", parts={}, versions={})
    memory = Memory(legs=(LEG, continued), data=take_fingerprint({"": [str(file)], "b": []}), files=("model.py",))
    write_memory(tmp_path, memory)
    assert read_memory(tmp_path) == memory
    assert [leg.carries for leg in memory.legs] == [False, True]
    assert leg_folder(tmp_path, 0, memory) == tmp_path / "lineage" / "000"
    assert leg_folder(tmp_path, 1, memory) == tmp_path


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{}", '{"format": 1}', '{"format": 2, "legs": []}', '{"format": 1, "legs": [3]}']
)
def test_anything_else_is_no_memory(tmp_path: Path, text: str) -> None:
    (tmp_path / "build.json").write_text(text)
    assert read_memory(tmp_path) is None
    assert read_memory(tmp_path / "nowhere") is None
