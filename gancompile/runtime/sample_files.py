"""Samples as files: a picture, an array, or what they stand for."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gancompile.catalogue.sources import source_rows
from gancompile.catalogue.sources.audio.wav_bytes import wav_bytes
from gancompile.files import write_atomically
from gancompile.runtime.report import draw_encoded, draw_samples
from gancompile.runtime.report.pictures import as_png


class SampleError(Exception):
    """A request that the SavedModel cannot answer, in the user's words."""


def write_samples(
    samples: Any, path: Path, *, columns: int | None = None, encoding: Mapping[str, Any] | None = None
) -> list[Path]:
    """Writes samples as a picture (.png), an array (.npy), or what they are: a table (.csv), sounds (.wav), lines (.txt).

    columns: of the grid of images. encoding: what samples that are no images and no vectors stand for. Returns the files: one, but
    for several sounds, which are numbered. Raises SampleError for an ending that does not suit them.
    """
    kind, ending = encoding["kind"] if encoding else None, path.suffix.lower()
    if encoding and ending == ".wav" and kind == "sound":
        return _write_sounds(samples, path, encoding["rate"])
    match ending:
        case ".png" if encoding:
            content: bytes | str = as_png(draw_encoded(samples, encoding, columns=columns))
        case ".png":
            content = as_png(draw_samples(samples, columns=columns))
        case ".npy":
            content = _npy(_records(samples) if kind == "table" else samples)
        case ".csv" if kind == "table":
            content = _csv(samples)
        case ".csv" if kind is None and samples.ndim == 2:
            text = io.StringIO()
            np.savetxt(text, samples, delimiter=",", fmt="%.9g")
            content = text.getvalue()
        case ".txt" if kind == "text":
            content = "".join(f"{line}\n" for line in samples)
        case _:
            own = "csv" if kind is None and samples.ndim == 2 else _sample_file(kind)
            told = f".png, .npy and .{own}" if own else ".png and .npy"
            raise SampleError(f"cannot write these samples as `{path.name}`: {told} are known")
    write_atomically(path, content)
    return [path]


def _sample_file(kind: str | None) -> str | None:
    """The ending of files of samples of a kind, which the catalogue has."""
    return next((row.sample_file for row in source_rows().values() if kind and row.samples == kind), None)


def _write_sounds(sounds: Any, path: Path, rate: int) -> list[Path]:
    """Each into a file of its own: hit.wav, or hit_000.wav, hit_001.wav, ..."""
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
    """The columns of a table as one array with fields, which needs no pickle."""
    made = np.empty(len(next(iter(columns.values()))), [(name, values.dtype) for name, values in columns.items()])
    for name, values in columns.items():
        made[name] = values
    return made


def _csv(columns: Mapping[str, Any]) -> str:
    """A table with a header; numbers as short as they can be and still be the same float32."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*(map(str, values) for values in columns.values()), strict=True))
    return text.getvalue()
