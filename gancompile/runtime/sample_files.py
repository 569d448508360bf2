"""Samples as files: a picture, an array, or what they stand for."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gancompile.files import write_atomically
from gancompile.runtime.report import draw_encoded, draw_samples
from gancompile.runtime.report.pictures import as_png


class SampleError(Exception):
    """A request that the SavedModel cannot answer, in the user's words."""


def write_samples(
    samples: Any, path: Path, *, columns: int | None = None, encoding: Mapping[str, Any] | None = None
) -> None:
    """Writes samples as a picture (.png), an array (.npy), or what they are: a table (.csv). Raises SampleError for another ending.

    columns: of the grid of images. encoding: what samples that are no images and no vectors stand for.
    """
    kind = encoding["kind"] if encoding else None
    match path.suffix.lower():
        case ".png":
            drawn = draw_encoded(samples, encoding) if encoding else draw_samples(samples, columns=columns)
            write_atomically(path, as_png(drawn))
        case ".npy":
            write_atomically(path, _npy(_records(samples) if kind == "table" else samples))
        case ".csv" if kind == "table":
            write_atomically(path, _csv(samples))
        case ".csv" if kind is None and samples.ndim == 2:
            text = io.StringIO()
            np.savetxt(text, samples, delimiter=",", fmt="%.9g")
            write_atomically(path, text.getvalue())
        case _:
            table = kind == "table" or (kind is None and samples.ndim == 2)
            raise SampleError(
                f"cannot write samples as `{path.name}`: .png, .npy{' and .csv' if table else ''} are known"
            )


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
