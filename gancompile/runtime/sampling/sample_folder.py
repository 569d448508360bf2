"""Folders of samples, a file for each: written in batches, and gone on with where an earlier run was stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancompile.files import write_atomically, write_json
from gancompile.runtime.sampling.contract_file import Port
from gancompile.runtime.sampling.errors import OtherModelError, SampleError
from gancompile.runtime.sampling.output_file import file_bytes, file_suffix, is_complete
from gancompile.runtime.sampling.row_source import RowSource
from gancompile.runtime.sampling.sample_table import NAME, Row, header_of, read_rows, rows_of, table_text

TABLE, RECIPE = "samples.csv", "sampling.json"
Recipe = Mapping[str, Any]
"""What makes the samples of a folder what they are, by the names of options: plain data. Another recipe gives others."""
FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """What a folder of samples holds.

    files: by output, the path of each sample's file below the folder. rows: by the outputs that belong into tables, the rows that are
    there, by the names of samples.
    """

    source: RowSource
    folder: Path
    files: Mapping[Port, Sequence[str]]
    rows: dict[Port, dict[str, Row]]

    def is_complete(self, number: int) -> bool:
        """Whether all files and rows of a sample are there."""
        return all(is_complete(self.folder / some[number]) for some in self.files.values()) and all(
            self.source.stems[number] in some for some in self.rows.values()
        )

    def write_tables(self) -> None:
        """Writes the tables of outputs, and the one of what each sample was made from."""
        stems = self.source.stems
        for port, rows in self.rows.items():
            if rows:
                header = header_of(port, len(next(iter(rows.values()))) - 1)
                write_atomically(self.folder / _table(port), table_text(header, rows, stems))
        write_atomically(self.folder / TABLE, self._overview())

    def _overview(self) -> str:
        """The samples that are there, with their seeds and conditions; those of an earlier and larger number stay in it."""
        paths = next(iter(self.files.values()), None)
        first, names = (NAME, self.source.stems) if paths is None else ("file", paths)
        columns = self.source.columns.values()
        known = read_rows(self.folder / TABLE, first)
        rows = {**known, **{name: [name, *(one(i) for one in columns)] for i, name in enumerate(names)}}
        there = {name: row for name, row in rows.items() if self._is_there(name)}
        return table_text([first, *self.source.columns], there, names)

    def _is_there(self, name: str) -> bool:
        """Whether a sample is there, by its name in the overview."""
        return (self.folder / name).exists() if self.files else any(name in some for some in self.rows.values())


def write_folder(
    source: RowSource, folder: Path, recipe: Recipe, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Writes a file for each sample, and a table of what each was made from. Returns: how many samples were there already.

    Samples whose files and rows are there by the same recipe are not made again. progress: called with the number of samples that are
    done. Raises SampleError for samples that belong into one file, and for a folder with samples of another recipe.
    """
    layout = _layout(source, folder, recipe)
    wanted = [number for number in range(source.number) if not layout.is_complete(number)]
    kept = source.number - len(wanted)
    write_json(folder / RECIPE, {"format": FORMAT, **recipe})
    progress(kept)
    try:
        _write_files(layout, wanted, progress)
    finally:
        layout.write_tables()
    return kept


def _layout(source: RowSource, folder: Path, recipe: Recipe) -> _Layout:
    """The layout of a folder, with what it holds already. Raises SampleError."""
    outputs = {one: suffix for one in source.outputs if (suffix := file_suffix(one, source.encoding))}
    tables = [one for one in source.outputs if one not in outputs]
    if source.encoding and tables:
        raise SampleError(
            "these samples belong into one file: `-o samples.csv` for rows and series, `-o samples.txt` for lines"
        )
    files = {one: [_name(one, stem, suffix, outputs) for stem in source.stems] for one, suffix in outputs.items()}
    paths = [name for some in files.values() for name in some]
    _check_recipe(folder, recipe, [*paths, *map(_table, tables), TABLE])
    rows = {one: read_rows(folder / _table(one), NAME) for one in tables}
    return _Layout(source=source, folder=folder, files=files, rows=rows)


def _write_files(layout: _Layout, wanted: Sequence[int], progress: Callable[[int], None]) -> None:
    """Writes the files of the wanted samples, and adds to the rows of the tables."""
    source = layout.source
    missing, done = set(wanted), source.number - len(wanted)
    waiting: list[Future[None]] = []
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
        for batch in _batches(source, wanted):
            answers = source.answer(batch)
            # The files of a batch are encoded and written while the next one is computed, and not more than those wait in memory.
            _wait(waiting)
            waiting = [
                pool.submit(_write, layout.folder / some[number], answers[one.name][row], one, source.encoding)
                for one, some in layout.files.items()
                for row, number in enumerate(batch)
                if number in missing
            ]
            for one, rows in layout.rows.items():
                for name, row in rows_of([source.stems[number] for number in batch], answers[one.name]).items():
                    rows.setdefault(name, row)
            done += sum(number in missing for number in batch)
            progress(done)
        _wait(waiting)


def _batches(source: RowSource, wanted: Sequence[int]) -> list[Sequence[int]]:
    """The samples that are asked for at once. Where that may change their last bits, a sample always comes with the same others."""
    if source.is_exact:
        return [wanted[start : start + source.batch] for start in range(0, len(wanted), source.batch)]
    starts = sorted({number - number % source.batch for number in wanted})
    return [range(start, min(start + source.batch, source.number)) for start in starts]


def _wait(written: Sequence[Future[None]]) -> None:
    for one in written:
        one.result()


def _write(path: Path, value: Any, port: Port, encoding: Mapping[str, Any] | None) -> None:
    write_atomically(path, file_bytes(value, port, encoding))


def _check_recipe(folder: Path, recipe: Recipe, names: Sequence[str]) -> None:
    """Raises SampleError for a folder with samples of another recipe, or, where there is no recipe, with files of these names."""
    path = folder / RECIPE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        before = {str(key): value for key, value in found.items()}
    except FileNotFoundError:
        taken = next((name for name in names if (folder / name).exists()), None)
        if taken is not None:
            raise SampleError(
                f"`{folder / taken}` is there, and is no sample of this command; choose another folder"
            ) from None
        return
    except (AttributeError, OSError, ValueError) as error:
        raise SampleError(f"`{path}` cannot be read: {error}; choose another folder") from error
    now = {"format": FORMAT, **recipe}
    changed = [key for key in {**now, **before} if before.get(key) != now.get(key)]
    if not changed:
        return
    key = changed[0]
    values = f"another {key}" if key in ("format", "model") else f"{_shown(key, before)}, and now {_shown(key, now)}"
    message = f"`{folder}` holds samples that were made with {values}; choose another folder"
    raise OtherModelError(message, str(before.get(key))) if key == "model" else SampleError(message)


def _shown(key: str, recipe: Mapping[str, Any]) -> str:
    value = recipe.get(key)
    return f"`{key} {value}`" if value is not None else f"no `{key}`"


def _name(port: Port, stem: str, suffix: str, outputs: Mapping[Port, str]) -> str:
    return f"{stem}{suffix}" if len(outputs) == 1 else f"{port.name}/{stem}{suffix}"


def _table(port: Port) -> str:
    return f"{port.name}.csv"
