"""A build of a sweep in a process of its own."""

from __future__ import annotations

import contextlib
import json
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancompile.folder import FolderInUse, folder_lock
from gancompile.sweep.outcome import Outcome, State

INTERRUPTED, BUG = 130, 70
"""Exit codes of a build that was stopped by a signal, and of one that met a bug of ours."""
SECONDS_BETWEEN_LOOKS = 0.1

Event = Mapping[str, Any]
"""A line of progress: its kind under `event`, as `gancompile build --json` prints it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildCommand:
    """arguments: of `gancompile`. folder: of the build. log: where its standard error goes. cwd: of the process."""

    arguments: Sequence[str]
    folder: Path
    log: Path
    cwd: Path


class BuildProcess:
    """A build that begins once no other process is at work in its folder."""

    def __init__(self, command: BuildCommand) -> None:
        self._command = command
        self._process: subprocess.Popen[str] | None = None
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._reader: threading.Thread | None = None
        self._is_stopped, self._is_waiting, self._round = False, False, 0

    def poll(self) -> Outcome | None:
        """Starts the build where it can be; the outcome once it has ended, None before."""
        if self._is_stopped and self._process is None:
            return Outcome(state=State.STOPPED)
        if self._process is None:
            self._start()
            return None
        code = self._process.poll()
        if code is None or self._reader is None:
            return None
        self._reader.join()
        return self._outcome(code)

    def events(self) -> Iterator[Event]:
        """The lines of progress since the last call."""
        with contextlib.suppress(queue.Empty):
            while True:
                yield self._events.get_nowait()

    def stop(self) -> None:
        """Stops the build as Ctrl-C does, after a checkpoint; a second call stops it at once."""
        self._is_stopped = True
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)

    def _start(self) -> None:
        try:
            with folder_lock(self._command.folder):
                pass
        except FolderInUse as error:
            if not self._is_waiting:
                self._events.put({"event": "waiting", "text": str(error)})
            self._is_waiting = True
            return
        self._command.log.parent.mkdir(parents=True, exist_ok=True)
        with self._command.log.open("w", encoding="utf-8") as log, _unblocked(signal.SIGINT):
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gancompile", *self._command.arguments],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8",
                cwd=self._command.cwd, start_new_session=True,
            )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        if self._process is None or self._process.stdout is None:
            return
        with self._process.stdout as lines:
            for line in lines:
                with contextlib.suppress(ValueError):
                    event = json.loads(line)
                    if isinstance(event, dict):
                        self._round = max(self._round, int(event.get("round", 0)))
                        self._events.put(event)

    def _outcome(self, code: int) -> Outcome:
        if code == 0:
            self._remove_log()
            return Outcome(state=State.FINISHED, round=self._round)
        if self._is_stopped or code == INTERRUPTED:
            self._remove_log()
            return Outcome(state=State.STOPPED, round=self._round)
        return Outcome(state=State.FAILED, reason=self._reason(code), round=self._round)

    def _remove_log(self) -> None:
        """Removes the log of a build that went well: its warnings are those of the check."""
        self._command.log.unlink(missing_ok=True)

    def _reason(self, code: int) -> str:
        if code < 0:
            return f"the build was killed by signal {-code}"
        if code == BUG:
            return f"a bug of gancompile, not of yours; {self._command.log} has what to report"
        lines = self._command.log.read_text(encoding="utf-8", errors="replace").splitlines()
        found = next((line for line in lines if line.startswith("error")), "")
        sentence = found.removeprefix("error: ").partition(". ")[0]
        return sentence or f"the build ended with exit code {code}; see {self._command.log}"


def run_build(command: BuildCommand) -> Outcome:
    """Builds, and waits for the end. KeyboardInterrupt stops the build after a checkpoint."""
    process = BuildProcess(command)
    while True:
        try:
            outcome = process.poll()
            for _ in process.events():
                pass
            if outcome is not None:
                return outcome
            time.sleep(SECONDS_BETWEEN_LOOKS)
        except KeyboardInterrupt:
            process.stop()


@contextlib.contextmanager
def _unblocked(number: signal.Signals) -> Iterator[None]:
    """Lets a signal through to processes that are started meanwhile; a worker of Ray blocks Ctrl-C, and they would inherit that."""
    before = signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
