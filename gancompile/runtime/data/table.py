"""Tables of numbers and categories: from rows to vectors, and from vectors to rows."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.builtin import path_of
from gancompile.runtime.data.errors import DataError

Tensor = Any
Column = Mapping[str, Any]
TINY = 1e-30


def load_table(
    encoding: Mapping[str, Any],
    file: str | None = None,
    builtin: str | None = None,
    columns: Sequence[str] | None = None,
    categories: Sequence[str] | None = None,
    delimiter: str = ",",
) -> dict[str, NDArray[Any]]:
    """The rows of a table as `row` [rows, width] float32, by the encoding that the checker told. Raises DataError.

    columns, categories: said in the encoding already.
    """
    path = str(path_of(builtin)) if builtin else str(file)
    try:
        # Spreadsheets write a byte order mark.
        with open(path, encoding="utf-8-sig", newline="") as stream:
            rows = [[cell.strip() for cell in row] for row in csv.reader(stream, delimiter=delimiter) if row]
        places = {column["name"]: rows[0].index(column["name"]) for column in encoding["columns"]}
        cells = {name: [row[place] for row in rows[1:]] for name, place in places.items()}
    except (OSError, ValueError, IndexError, csv.Error) as error:
        raise DataError(f"`{path}` cannot be read as a table: {error}") from error
    try:
        return {"row": encode_rows(cells, encoding["columns"])}
    except (ValueError, KeyError) as error:
        raise DataError(f"`{path}` is not as it was when the spec was checked: {error}; build it again") from error


def encode_rows(cells: Mapping[str, Sequence[Any]], columns: Sequence[Column]) -> NDArray[np.float32]:
    """Rows as vectors [rows, width]: numbers by the line that takes their ends to -1 and 1, categories one-hot.

    A column of one value is 0. Raises KeyError for a category that there is not, ValueError for a text that is no number.
    """
    return np.concatenate([_encoded(cells[column["name"]], column) for column in columns], axis=1, dtype=np.float32)


def _encoded(cells: Sequence[Any], column: Column) -> NDArray[Any]:
    if column["kind"] == "category":
        numbers = {value: number for number, value in enumerate(column["values"])}
        codes = np.eye(len(numbers)) if len(numbers) > 1 else np.zeros((1, 1))
        return np.asarray(codes[[numbers[cell] for cell in cells]])
    values, low, high = np.array(cells, np.float64), float(column["low"]), float(column["high"])
    scaled = (values - low) / (high - low) * 2 - 1 if high > low else np.zeros_like(values)
    return np.asarray(scaled[:, None])


def decode_rows(values: Tensor, columns: Sequence[Column], seed: Tensor) -> dict[str, Tensor]:
    """Vectors as rows, inside of a graph: for each column [rows], of float32, of int64 where all cells were whole, or of texts.

    values: [rows, width], where the numbers of a category that are above 0 are the chances by which it is drawn. seed: [] int64;
    the same seed draws the same, and fewer rows are the first of more.
    """
    made, at = {}, 0
    for column in columns:
        width = len(column["values"]) if column["kind"] == "category" else 1
        part, at = values[:, at : at + width], at + width
        made[column["name"]] = _category(part, column, seed) if column["kind"] == "category" else _number(part, column)
    return made


def _number(values: Tensor, column: Column) -> Tensor:
    low, high = float(column["low"]), float(column["high"])
    share = (tf.clip_by_value(tf.cast(values[:, 0], tf.float64), -1.0, 1.0) + 1.0) / 2.0
    found = low + share * (high - low)
    return tf.cast(tf.round(found), tf.int64) if column["whole"] else tf.cast(found, tf.float32)


def _category(values: Tensor, column: Column, seed: Tensor) -> Tensor:
    """The largest of log(chance) + Gumbel noise, which is a draw by the chances; the largest value where none is above 0."""
    key = tf.stack([tf.cast(seed, tf.int64), tf.constant(zlib.crc32(f"column {column['name']}".encode()), tf.int64)])
    values = tf.cast(values, tf.float32)
    uniform = tf.random.stateless_uniform(tf.shape(values), key, TINY, 1.0, alg="philox")
    drawn = tf.math.log(tf.maximum(values, TINY)) - tf.math.log(-tf.math.log(uniform))
    some = tf.reduce_any(values > 0, axis=1, keepdims=True)
    return tf.gather(tf.constant(list(column["values"])), tf.argmax(tf.where(some, drawn, values), axis=1))
