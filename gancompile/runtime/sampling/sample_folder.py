"""Folders of samples, a file for each: written in batches, and gone on with where an earlier run was stopped."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from gancompile.files import write_atomically, write_json
from gancompile.runtime.sampling.contract_file import Port
from gancompile.runtime.sampling.errors import SampleError
from gancompile.runtime.sampling.output_file import file_bytes, file_suffix, is_whole
from gancompile.runtime.sampling.row_source import RowSource

TABLE, RECIPE = "samples.csv", "sampling.json"
Recipe = Mapping[str, Any]
"""What makes the samples of a folder what they are, by the names of options: plain data. Another recipe gives others."""
FORMAT = 1


def write_folder(
    source: RowSource, folder: Path, recipe: Recipe, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Writes a file for each sample, and a table of what each was made from. Returns: how many samples were there already.

    Samples whose files are there by the same recipe are not made again. progress: called with the number of samples that are done.
    Raises SampleError for samples that belong into one file, and for a folder with samples of another recipe.
    """
    outputs = {one: suffix for one in source.outputs if (suffix := file_suffix(one, source.encoding))}
    tables = [one for one in source.outputs if one not in outputs]
    if source.encoding and tables:
        raise SampleError(
            "these samples belong into one file: `-o samples.csv` for rows and series, `-o samples.txt` for lines"
        )
    names = {one: [_name(one, stem, suffix, outputs) for stem in source.stems] for one, suffix in outputs.items()}
    is_own = _check_recipe(folder, recipe, [name for some in names.values() for name in some])
    wanted = [
        number
        for number in range(source.number)
        if not is_own or not all(is_whole(folder / some[number]) for some in names.values())
    ]
    if any(not (folder / _table(one)).exists() or not is_own for one in tables):
        wanted = list(range(source.number))
    write_json(folder / RECIPE, {"format": FORMAT, **recipe})
    kept = source.number - len(wanted)
    progress(kept)
    try:
        made = _write_files(source, wanted, folder, names, tables, progress)
        for one in tables:
            if wanted:
                write_atomically(folder / _table(one), _csv_of(one, np.concatenate(made[one.name]), source))
    finally:
        write_atomically(folder / TABLE, _overview(source, folder, next(iter(names.values()), None)))
    return kept


def _write_files(
    source: RowSource, wanted: Sequence[int], folder: Path, names: Mapping[Port, Sequence[str]], tables: Sequence[Port],
    progress: Callable[[int], None],
) -> dict[str, list[Any]]:  # fmt: skip
    """Writes the files of the wanted samples. Returns: the values of the outputs that belong into tables, by name."""
    missing, done = set(wanted), source.number - len(wanted)
    made: dict[str, list[Any]] = {one.name: [] for one in tables}
    waiting: list[Future[None]] = []
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
        for batch in _batches(source, wanted):
            answers = source.answer(batch)
            # The files of a batch are encoded and written while the next one is computed, and not more than those wait in memory.
            _wait(waiting)
            waiting = [
                pool.submit(_write, folder / some[number], answers[one.name][row], one, source.encoding)
                for one, some in names.items()
                for row, number in enumerate(batch)
                if number in missing
            ]
            for one in tables:
                made[one.name].append(answers[one.name])
            done += sum(number in missing for number in batch)
            progress(done)
        _wait(waiting)
    return made


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


def _check_recipe(folder: Path, recipe: Recipe, names: Sequence[str]) -> bool:
    """Whether the folder holds samples of this recipe. Raises SampleError for those of another, or for files that are in the way."""
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
        return False
    except (AttributeError, OSError, ValueError) as error:
        raise SampleError(f"`{path}` cannot be read: {error}; choose another folder") from error
    now = {"format": FORMAT, **recipe}
    changed = [key for key in {**now, **before} if before.get(key) != now.get(key)]
    if changed:
        key = changed[0]
        values = f"another {key}" if key in ("format", "model") else f"{_said(key, before)}, and now {_said(key, now)}"
        raise SampleError(f"`{folder}` holds samples that were made with {values}; choose another folder")
    return True


def _said(key: str, recipe: Mapping[str, Any]) -> str:
    value = recipe.get(key)
    return f"`{key} {value}`" if value is not None else f"no `{key}`"


def _name(port: Port, stem: str, suffix: str, outputs: Mapping[Port, str]) -> str:
    return f"{stem}{suffix}" if len(outputs) == 1 else f"{port.name}/{stem}{suffix}"


def _table(port: Port) -> str:
    return f"{port.name}.csv"


def _csv_of(port: Port, values: Any, source: RowSource) -> str:
    """An output as a table: the name of the sample, then its numbers, by the names of the columns where they are known."""
    flat = values.reshape(len(values), -1)
    count = flat.shape[1]
    columns = port.class_names or ([port.name] if count == 1 else [f"{port.name}_{i}" for i in range(count)])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["sample", *columns])
    for stem, row in zip(source.stems, flat, strict=True):
        writer.writerow([stem, *(f"{value:.9g}" if isinstance(value, np.floating) else _text(value) for value in row)])
    return text.getvalue()


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _overview(source: RowSource, folder: Path, names: Sequence[str] | None) -> str:
    """The samples that are there, with their seeds and conditions."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["file" if names else "sample", *source.columns])
    for number, stem in enumerate(source.stems):
        if names is None or (folder / names[number]).exists():
            writer.writerow([names[number] if names else stem, *(column(number) for column in source.columns.values())])
    return text.getvalue()
