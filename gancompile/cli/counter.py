"""How many of many files are done: a bar for a terminal, a line now and then for a log file."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

SECONDS_BETWEEN_LINES = 8.0
"""Of a log file: who looks into it sees within ten seconds that something goes on."""
BAR_WIDTH = 24


@contextmanager
def counter(total: int, what: str) -> Iterator[Callable[[int], None]]:
    """A function that takes how many are done, while the context lasts. what: they are, as `samples`."""
    if not sys.stdout.isatty():
        yield _lines(total, what)
        return
    with Progress(
        TextColumn("{task.description}"), BarColumn(bar_width=BAR_WIDTH), TextColumn("{task.completed:,}/{task.total:,}"),
        TimeRemainingColumn(), console=Console(highlight=False), refresh_per_second=8,
    ) as progress:  # fmt: skip
        task = progress.add_task(what, total=total)
        yield lambda done: progress.update(task, completed=done)


def _lines(total: int, what: str) -> Callable[[int], None]:
    """A line where the last one is some seconds old."""
    printed = time.monotonic()

    def report(done: int) -> None:
        nonlocal printed
        if time.monotonic() - printed >= SECONDS_BETWEEN_LINES:
            printed = time.monotonic()
            print(f"  {done:,} of {total:,} {what}", flush=True)

    return report
