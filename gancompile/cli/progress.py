"""Listeners of a build: a bar for a terminal, JSON for a machine, a line now and then for a log file, nothing."""

from __future__ import annotations

import json
import math
import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from gancompile.cli.counter import BAR_WIDTH, SECONDS_BETWEEN_LINES
from gancompile.runtime.report.records import as_json
from gancompile.runtime.training import Listener, Record, Silent


@contextmanager
def listener(*, quiet: bool, json: bool) -> Iterator[Listener]:
    """The progress listener of a build, at work while the context lasts: text, JSON or none."""
    if quiet and not json:
        yield Warnings()
        return
    hears = JsonLines() if json else Bar() if sys.stdout.isatty() else Lines()
    stop = threading.Event()
    beat = threading.Thread(target=_beat, args=(hears, stop), daemon=True)
    beat.start()
    try:
        yield hears
    finally:
        stop.set()
        beat.join()


def _beat(hears: Lines, stop: threading.Event) -> None:
    """Lets a listener say that something goes on while nothing is reported to it: while a graph is compiled, or a model exported."""
    while not stop.wait(1.0):
        hears.beat()


WIDTH = 79


class Warnings(Silent):
    """Nothing but what a person should know of trouble."""

    def warned(self, text: str) -> None:
        print(f"warning: {text}", file=sys.stderr, flush=True)


class Lines(Warnings):
    """For an output that is no terminal: what was done, and how far it has come now and then."""

    def __init__(self) -> None:
        self._printed = time.monotonic()
        self._doing = "preparing data and networks"
        self._round, self._rounds = 0, 0
        self._record: Record | None = None
        self._writing = threading.Lock()

    def started(self, name: str, round: int, rounds: int) -> None:
        self._round, self._rounds, self._doing = round, rounds, "compiling the graph"
        self._print(f"training {name}: {rounds:,} rounds" + (f", of which {round:,} are played" if round else ""))

    def advanced(self, round: int) -> None:
        self._round, self._doing = round, ""
        self.beat()

    def progressed(self, record: Record) -> None:
        self._record = record

    def written(self, kind: str, path: Path) -> None:
        self._print(f"{kind:>12}  {path}")

    def message(self, text: str) -> None:
        self._print(text)

    def doing(self, text: str) -> None:
        self._doing = text

    def ended(self) -> None:
        self._doing = "writing networks, exports and the report"
        sys.stdout.flush()

    def beat(self) -> None:
        """A line, where the last one is some seconds old."""
        if time.monotonic() - self._printed >= SECONDS_BETWEEN_LINES:
            self._print_progress()

    def _print_progress(self) -> None:
        if self._doing:
            self._print(f"  {self._doing}")
            return
        numbers = _numbers(self._record) if self._record else []
        self._print(_fitted([f"  round {self._round:,} of {self._rounds:,}", *numbers], WIDTH))

    def _print(self, line: str) -> None:
        with self._writing:
            self._printed = time.monotonic()
            try:
                print(line, flush=True)
            except BrokenPipeError:
                # The reader has gone (`gancompile build SPEC | head`), and the training goes on.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class JsonLines(Lines):
    """One object a line, with its kind under `event`."""

    def _event(self, event: str, **values: object) -> None:
        self._print(json.dumps({"event": event, **values}))

    def started(self, name: str, round: int, rounds: int) -> None:
        self._round, self._rounds, self._doing = round, rounds, "compiling the graph"
        self._event("started", name=name, round=round, rounds=rounds)

    def progressed(self, record: Record) -> None:
        left = None if math.isnan(record.seconds_left) else round(record.seconds_left, 1)
        self._event("progressed", **as_json(record), seconds_left=left)

    def written(self, kind: str, path: Path) -> None:
        self._event("written", kind=kind, path=str(path))

    def message(self, text: str) -> None:
        self._event("message", text=text)

    def warned(self, text: str) -> None:
        self._event("warning", text=text)

    def ended(self) -> None:
        self._doing = "writing networks, exports and the report"
        self._event("ended")

    def _print_progress(self) -> None:
        self._event("working", round=self._round, rounds=self._rounds, doing=self._doing or "training")


class Bar(Lines):
    """A bar with the time left, the speed, losses and scores, as many as the terminal has room for."""

    def __init__(self) -> None:
        super().__init__()
        self._console = Console(highlight=False)
        self._progress: Progress | None = None
        self._task = TaskID(0)
        self._drawn, self._room = 0.0, 0

    def started(self, name: str, round: int, rounds: int) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(bar_width=BAR_WIDTH), TextColumn("{task.completed:,}/{task.total:,}"),
            TextColumn("{task.fields[numbers]}"), console=self._console, refresh_per_second=8,
        )  # fmt: skip
        self._progress.start()
        # The columns are a space apart; the widest number of rounds is the last.
        self._room = self._console.width - len(name) - BAR_WIDTH - len(f"{rounds:,}/{rounds:,}") - 4
        self._task = self._progress.add_task(name, total=rounds, completed=round, numbers="compiling the graph")

    def advanced(self, round: int) -> None:
        self._round = round

    def beat(self) -> None:
        """Nothing: a bar moves by itself."""

    def warned(self, text: str) -> None:
        self._console.print(f"warning: {text}", markup=False, soft_wrap=True)

    def message(self, text: str) -> None:
        self._console.print(text, markup=False, soft_wrap=True)

    def progressed(self, record: Record) -> None:
        if self._progress is None or (time.monotonic() - self._drawn < 0.1 and record.round < record.rounds):
            return
        self._drawn = time.monotonic()
        numbers = _fitted(_numbers(record), self._room)
        self._progress.update(self._task, completed=record.round, numbers=numbers)

    def ended(self) -> None:
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def written(self, kind: str, path: Path) -> None:
        self._console.print(f"{kind:>12}  {path}", markup=False, soft_wrap=True)


def _numbers(record: Record) -> list[str]:
    """The time left, the speed, then losses and scores."""
    shown = {k.removesuffix("_loss"): v for k, v in record.logs.items() if k.endswith("_loss")}
    shown |= {k: v for k, v in record.logs.items() if "(" in k}
    speed = f"{record.rounds_per_second:.1f} rounds/s" if record.rounds_per_second else ""
    found = [_duration(record.seconds_left), speed, *(f"{name} {value:.3f}" for name, value in shown.items())]
    return [one for one in found if one]


def _fitted(parts: Sequence[str], room: int) -> str:
    """The first parts, two spaces apart, that fit into so many columns."""
    text = ""
    for part in parts:
        longer = f"{text}  {part}" if text else part
        if len(longer) > room:
            break
        text = longer
    return text


def _duration(seconds: float) -> str:
    """The time left as a person says it."""
    if math.isnan(seconds):
        return ""
    whole = max(0, round(seconds))
    return (
        f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d} left"
        if whole >= 3600
        else f"{whole // 60}:{whole % 60:02d} left"
    )
