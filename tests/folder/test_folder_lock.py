"""One build at a time is at work in a folder, and a process that is killed leaves no lock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gancompile.folder import FolderInUse, folder_lock

HOLD = "import sys, time\nfrom pathlib import Path\nfrom gancompile.folder import folder_lock\n" \
       "with folder_lock(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"  # fmt: skip


@pytest.fixture
def holder(tmp_path: Path, root: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "b")], stdout=subprocess.PIPE, text=True, cwd=root
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_the_second_is_refused_with_the_process_of_the_first(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(FolderInUse, match=f"process {holder.pid}") as refused, folder_lock(tmp_path / "b"):
        pass
    assert refused.value.process == holder.pid


def test_a_killed_process_leaves_no_lock(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    with folder_lock(tmp_path / "b"):
        assert (tmp_path / "b" / ".lock").exists()


def test_a_lock_ends_with_its_context(tmp_path: Path) -> None:
    for _ in range(2):
        with folder_lock(tmp_path / "b"):
            pass
