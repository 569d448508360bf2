"""Sample files: a picture, an array, a table, sounds, or lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gancompile.catalogue.sources import source_rows
from gancompile.catalogue.sources.audio.wav_bytes import wav_bytes
from gancompile.catalogue.sources.table.cell_text import cell_texts
from gancompile.files import write_atomically
from gancompile.runtime.pictures import as_png, draw_encoded, draw_samples
from gancompile.runtime.sampling.errors import SampleError
from gancompile.runtime.sampling.sample_table import rows_of, table_text

ANSWERS = "answers"
"""The kind of the encoding of a signature's answers that are rows of numbers."""


def write_samples(
    samples: Any,
    path: Path,
    *,
    columns: int | None = None,
    titles: Sequence[str] = (),
    encoding: Mapping[str, Any] | None = None,
) -> list[Path]:
    """Writes samples as a picture (.png), an array (.npy), or in the format of the data: .csv, .wav, .txt.

    columns: of the grid of images. titles: of those columns. encoding: of a table, sounds or lines, or the `header` and the `names` of
    answers. Returns: the paths; one, except for several sounds, which are numbered. Raises SampleError for a suffix that does not suit
    the samples.
    """
    if encoding and encoding["kind"] == "sound" and path.suffix.lower() == ".wav":
        return _write_sounds(samples, path, encoding["rate"])
    write_atomically(path, _content(samples, path, columns, titles, encoding))
    return [path]


def _content(
    samples: Any, path: Path, columns: int | None, titles: Sequence[str], encoding: Mapping[str, Any] | None
) -> str | bytes:
    """The content of a sample file in the format of its suffix. Raises SampleError."""
    kind = encoding["kind"] if encoding else None
    is_vectors = kind in (None, ANSWERS) and samples.ndim == 2
    is_series = kind is None and samples.ndim == 3
    match path.suffix.lower():
        case ".png" if encoding and kind != ANSWERS:
            return as_png(draw_encoded(samples, encoding, columns=columns))
        case ".png":
            return as_png(draw_samples(samples, columns=columns, titles=titles))
        case ".npy":
            return _npy(_records(samples) if kind == "table" else samples)
        case ".csv" if encoding and kind == "table":
            return _csv(samples, encoding)
        case ".csv" if encoding and kind == ANSWERS:
            return table_text(encoding["header"], rows_of(encoding["names"], samples), encoding["names"])
        case ".csv" if is_vectors:
            text = io.StringIO()
            np.savetxt(text, samples, delimiter=",", fmt="%.9g")
            return text.getvalue()
        case ".csv" if is_series:
            return _series_csv(samples, ",", [{"name": f"channel_{i}", "mark": "."} for i in range(samples.shape[2])])
        case ".csv" if encoding and kind == "series":
            return _series_csv(samples, encoding["separator"], encoding["channels"])
        case ".txt" if kind == "text":
            return "".join(f"{line}\n" for line in samples)
    own = "csv" if is_vectors or is_series else _own_suffix(kind)
    known = f".png, .npy and .{own}" if own else ".png and .npy"
    raise SampleError(f"cannot write these samples as `{path.name}`: {known} are known")


def _own_suffix(kind: str | None) -> str | None:
    """The suffix of a file in the format of the data, by the kind of the encoding."""
    return next((row.sample_file for row in source_rows().values() if kind and row.samples == kind), None)


def _write_sounds(sounds: Any, path: Path, rate: int) -> list[Path]:
    """Writes one WAV file for each sound: hit.wav, or hit_000.wav, hit_001.wav, ..."""
    digits = max(3, len(str(len(sounds) - 1)))
    names = [path.name] if len(sounds) == 1 else [f"{path.stem}_{i:0{digits}}{path.suffix}" for i in range(len(sounds))]
    for name, sound in zip(names, sounds, strict=True):
        write_atomically(path.with_name(name), wav_bytes(sound, rate))
    return [path.with_name(name) for name in names]


def _npy(array: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _records(columns: Mapping[str, Any]) -> Any:
    """The columns of a table as a structured array, which needs no pickle."""
    rows = np.empty(len(next(iter(columns.values()))), [(name, values.dtype) for name, values in columns.items()])
    for name, values in columns.items():
        rows[name] = values
    return rows


def _series_csv(samples: Any, separator: str, channels: Sequence[Mapping[str, Any]]) -> str:
    """Series in the long form: a row for each step, with the numbers of the sample and of the step in front of the channels.

    separator: of the cells of the data. channels: their names and the marks before their decimals.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow(["sample", "step", *(channel["name"] for channel in channels)])
    for number, series in enumerate(samples):
        for step, values in enumerate(series):
            cells = [f"{value:.9g}".replace(".", one["mark"]) for value, one in zip(values, channels, strict=True)]
            writer.writerow([number, step, *cells])
    return text.getvalue()


def _csv(samples: Mapping[str, Any], encoding: Mapping[str, Any]) -> str:
    """A table with a header, its cells and what separates them as in the data."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=encoding["separator"], lineterminator="\n")
    written = [column for column in encoding["columns"] if column["name"] in samples]
    writer.writerow([column["name"] for column in written])
    cells = [cell_texts(samples[column["name"]], column) for column in written]
    # A lone missing cell is written in quotes: an empty line is no row.
    writer.writerows(zip(*cells, strict=True))
    return text.getvalue()
