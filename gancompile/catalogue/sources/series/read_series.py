"""Time series in tables and arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.catalogue.sources.argument_position import ArgumentPosition, EntryPart
from gancompile.catalogue.sources.column import column_problem
from gancompile.catalogue.sources.delimited_file import read_delimited
from gancompile.catalogue.sources.number_column import numbers_of
from gancompile.catalogue.sources.number_form import marks_of, parse_number
from gancompile.catalogue.sources.source_facts import SourceProblem

WINDOW = 24

NUMBERS_HELP = "leave that column out with `columns: [...]`, or fill the gaps: every step of a series has a number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """names: of the channels. marks: before their decimals. separator: of the cells. runs: [steps, channels], through which
    windows go.
    """

    names: tuple[str, ...]
    marks: tuple[str, ...]
    separator: str
    runs: tuple[NDArray[np.float64], ...]

    def windows(self, window: int, stride: int) -> NDArray[np.float64]:
        """All windows: [windows, window, channels]."""
        pieces = [
            np.lib.stride_tricks.sliding_window_view(run, window, axis=0)[::stride].swapaxes(1, 2)
            for run in self.runs
            if len(run) >= window
        ]
        return np.concatenate(pieces) if pieces else np.zeros((0, window, len(self.names)))


def read_series(path: Path, arguments: Mapping[str, Any]) -> Series | SourceProblem:
    """The series of a file. arguments: of the source."""
    found = _of_array(path) if path.suffix == ".npy" else _of_table(path, arguments)
    if isinstance(found, SourceProblem):
        return found
    longest, window = max(map(len, found.runs)), arguments.get("window", WINDOW)
    if longest < window:
        message = f"a window has {window} steps, but the longest series of `{path.name}` has {longest}"
        return SourceProblem(
            position=ArgumentPosition("window"), message=message, help=f"write `window: {longest}` or less"
        )
    return found


def _of_array(path: Path) -> Series | SourceProblem:
    try:
        array = np.load(path, allow_pickle=False).astype(np.float64)
    except (OSError, ValueError, EOFError) as error:
        return SourceProblem(position=ArgumentPosition("file"), message=f"`{path.name}` cannot be read: {error}")
    if array.ndim not in {1, 2, 3} or not array.size:
        message = f"`{path.name}` is {list(array.shape)}, but a series is [steps], [steps, channels] or [series, steps, channels]"
        return SourceProblem(position=ArgumentPosition("file"), message=message)
    array = (
        array.reshape(-1, *array.shape) if array.ndim == 2 else array.reshape(1, -1, 1) if array.ndim == 1 else array
    )
    if not np.isfinite(array).all():
        return SourceProblem(
            position=ArgumentPosition("file"),
            message=f"`{path.name}` holds NaN or infinity",
            help="fill the gaps, or cut the series there",
        )
    names = tuple(f"channel_{number}" for number in range(array.shape[2]))
    return Series(names=names, marks=(".",) * len(names), separator=",", runs=tuple(array))


def _of_table(path: Path, arguments: Mapping[str, Any]) -> Series | SourceProblem:
    file = read_delimited(path)
    if isinstance(file, SourceProblem):
        return file
    by = arguments.get("by")
    named = [(ArgumentPosition("columns", name, EntryPart.ITEM), name) for name in arguments.get("columns") or ()]
    for position, name in [*named, *([(ArgumentPosition("by"), by)] if by else [])]:
        problem = column_problem(position, name, file.header, path)
        if problem is not None:
            return problem
    cells = dict(zip(file.header, zip(*file.rows, strict=True), strict=True))
    marks = marks_of(cells, file.separator)
    wanted = arguments.get("columns") or [
        name
        for name in file.header
        if name != by and any(parse_number(c, marks[name]) is not None for c in cells[name])
    ]
    if not by and not arguments.get("columns"):
        problem = _key_problem({name: cells[name] for name in file.header if name not in wanted}, path)
        if problem is not None:
            return problem
    numbers = [numbers_of(name, cells[name], marks[name], file, path, help=NUMBERS_HELP) for name in wanted]
    problem = next((column for column in numbers if isinstance(column, SourceProblem)), None)
    if problem is not None:
        return problem
    if not numbers:
        return SourceProblem(position=ArgumentPosition("file"), message=f"no column of `{path.name}` holds numbers")
    steps = np.array(numbers, np.float64).T
    return Series(
        names=tuple(wanted),
        marks=tuple(marks[name] for name in wanted),
        separator=file.separator,
        runs=tuple(_split(steps, cells[by]) if by else [steps]),
    )


def _key_problem(left_out: Mapping[str, Sequence[str]], path: Path) -> SourceProblem | None:
    """The problem of a column of words that come again and again, and so say which of several series a line belongs to."""
    for name, cells in left_out.items():
        number = len(set(cells))
        if 1 < number <= len(cells) // 2:
            message = f"column `{name}` of `{path.name}` holds {number:,} different words: several series, or a column to leave out?"
            help = (
                f"write `by: {name}`, so that no window goes from one into the other, or name the `columns` of numbers"
            )
            return SourceProblem(position=ArgumentPosition("file"), message=message, help=help)
    return None


def _split(steps: NDArray[np.float64], keys: Sequence[str]) -> list[NDArray[np.float64]]:
    """The steps of each key, in the order in which the keys come."""
    array = np.array(keys)
    return [steps[array == key] for key in dict.fromkeys(keys)]
