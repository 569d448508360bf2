"""A build in a process of its own: how it ends, and that it waits for its folder."""

from __future__ import annotations

import time
from pathlib import Path

from gancompile.folder import folder_lock
from gancompile.sweep import Outcome, State
from gancompile.sweep.build_process import BuildCommand, BuildProcess, run_build


def command(folder: Path, *arguments: str) -> BuildCommand:
    return BuildCommand(arguments=arguments, folder=folder / "run", log=folder / "run.log", cwd=folder)


def ended(process: BuildProcess) -> Outcome:
    while (outcome := process.poll()) is None:
        time.sleep(0.02)
    return outcome


def test_a_command_that_goes_well_leaves_no_log(tmp_path: Path) -> None:
    assert run_build(command(tmp_path, "--version")) == Outcome(state=State.FINISHED)
    assert not (tmp_path / "run.log").exists()


def test_the_reason_of_a_failure_is_its_error(tmp_path: Path) -> None:
    outcome = run_build(command(tmp_path, "doctor", "nowhere"))
    assert outcome == Outcome(state=State.FAILED, reason="there is no folder `nowhere`")
    assert (tmp_path / "run.log").read_text().startswith("error: there is no folder")


def test_a_build_waits_for_another_one_in_its_folder(tmp_path: Path) -> None:
    process = BuildProcess(command(tmp_path, "--version"))
    with folder_lock(tmp_path / "run"):
        assert process.poll() is None
        assert process.poll() is None
        (event,) = process.events()
        assert event["event"] == "waiting"
        assert "is at work in" in event["text"]
    assert ended(process).state is State.FINISHED


def test_a_build_that_waits_can_be_stopped(tmp_path: Path) -> None:
    process = BuildProcess(command(tmp_path, "--version"))
    with folder_lock(tmp_path / "run"):
        assert process.poll() is None
        process.stop()
        assert ended(process).state is State.STOPPED
