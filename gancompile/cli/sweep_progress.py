"""Listeners of a sweep: a line a run for a terminal, lines now and then for a log file, JSON for a machine, nothing."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.text import Text

from gancompile.catalogue.metric_rows import metric_numbers
from gancompile.sweep import Outcome, Run, State

SECONDS_BETWEEN_LINES = 8.0
"""Of a log file, for each run."""
AT_ONCE = ("warning", "waiting")
"""Kinds of events that are shown whenever they come."""
SHOWN = 3
"""Losses and metrics behind the rounds of a run."""


@contextmanager
def sweep_listener(total: int, *, quiet: bool, json: bool) -> Iterator[Silent]:
    """The listener of a sweep, at work while the context lasts. total: how many runs it trains."""
    if json:
        yield JsonLines()
    elif quiet:
        yield Silent()
    elif sys.stdout.isatty():
        with Live(console=Console(highlight=False), refresh_per_second=4, transient=True) as live:
            yield LiveLines(total, live)
    else:
        yield Lines(total)


class Silent:
    """Nothing but failures."""

    def started(self, run: Run) -> None:
        """Nothing."""

    def progressed(self, run: Run, event: Mapping[str, Any]) -> None:
        """Nothing."""

    def ended(self, run: Run, outcome: Outcome) -> None:
        if outcome.state is State.FAILED:
            print(f"error: {run.name}: {outcome.reason}", file=sys.stderr, flush=True)


class JsonLines(Silent):
    """One object a line: what the build reports, with the name of the run under `run`."""

    def started(self, run: Run) -> None:
        self._print(run, {"event": "run started", "path": str(run.folder)})

    def progressed(self, run: Run, event: Mapping[str, Any]) -> None:
        self._print(run, event)

    def ended(self, run: Run, outcome: Outcome) -> None:
        reason = {"reason": outcome.reason} if outcome.reason else {}
        self._print(run, {"event": "run ended", "state": outcome.state.value, **reason})

    def _print(self, run: Run, event: Mapping[str, Any]) -> None:
        print_line(json.dumps({**event, "run": run.name}))


class Lines(Silent):
    """For an output that is no terminal: a line where a run begins and ends, and now and then one of how far it has come."""

    def __init__(self, total: int) -> None:
        self._total, self._begun = total, 0
        self._numbers: dict[Run, int] = {}
        self._since: dict[Run, float] = {}
        self._printed: dict[Run, float] = {}

    def started(self, run: Run) -> None:
        self._begun += 1
        self._numbers[run] = self._begun
        self._since[run] = self._printed[run] = time.monotonic()
        self._show(run, "started")

    def progressed(self, run: Run, event: Mapping[str, Any]) -> None:
        line = progress_line(event)
        is_due = time.monotonic() - self._printed[run] >= SECONDS_BETWEEN_LINES
        if line and (is_due or event.get("event") in AT_ONCE):
            self._printed[run] = time.monotonic()
            self._show(run, line)

    def ended(self, run: Run, outcome: Outcome) -> None:
        at = f" at round {outcome.round:,}" if outcome.round and outcome.state is not State.FINISHED else ""
        after = f"{outcome.state.value}{at} after {time.monotonic() - self._since[run]:.0f} s"
        self._show(run, f"{after}: {outcome.reason}" if outcome.reason else after)

    def _show(self, run: Run, text: str) -> None:
        print_line(self._line(run, text))

    def _line(self, run: Run, text: str) -> str:
        return f"[{self._numbers[run]}/{self._total}] {run.name}  {text}"


class LiveLines(Lines):
    """For a terminal: a line for each run under way, which changes in its place; those that have ended stay above."""

    def __init__(self, total: int, live: Live) -> None:
        super().__init__(total)
        self._live, self._lines = live, dict[Run, str]()

    def started(self, run: Run) -> None:
        super().started(run)
        self._update(run, "starting")

    def progressed(self, run: Run, event: Mapping[str, Any]) -> None:
        line = progress_line(event)
        if event.get("event") in AT_ONCE:
            self._print(run, line)
        elif line:
            self._update(run, line)

    def ended(self, run: Run, outcome: Outcome) -> None:
        self._lines.pop(run, None)
        self._draw()
        super().ended(run, outcome)

    def _show(self, run: Run, text: str) -> None:
        if text != "started":
            self._print(run, text)

    def _print(self, run: Run, text: str) -> None:
        self._live.console.print(self._line(run, text), markup=False, soft_wrap=True)

    def _update(self, run: Run, text: str) -> None:
        self._lines[run] = self._line(run, text)
        self._draw()

    def _draw(self) -> None:
        width = shutil.get_terminal_size().columns
        self._live.update(Text("\n".join(line[:width] for line in self._lines.values())))


def progress_line(event: Mapping[str, Any]) -> str:
    """What one line of progress of a build says, for a person; nothing of what a sweep does not show."""
    match event.get("event"):
        case "started":
            return f"round {event['round']:,} of {event['rounds']:,}"
        case "progressed":
            shown = [name for name in event if name.endswith("_loss") or name in metric_numbers()]
            numbers = [f"{name} {event[name]:.4g}" for name in shown[:SHOWN]]
            return "  ".join([f"round {event['round']:,} of {event['rounds']:,}", *numbers])
        case "ended":
            return "writing networks, exports and the report"
        case "warning":
            return f"warning: {event['text']}"
        case "message" | "waiting":
            return str(event["text"])
    return ""


def print_line(line: str) -> None:
    """Prints a line. Where the reader has gone (`gancompile sweep ... | head`), the sweep goes on."""
    try:
        print(line, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
