"""Vectors as rows of a table."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import tensorflow as tf

from gancompile.catalogue.sources.source import Tensor
from gancompile.catalogue.sources.table.width import width_of_column

Column = Mapping[str, Any]
TINY = 1e-30


def decode(values: Tensor, encoding: Mapping[str, Any], name: str, seed: Tensor) -> dict[str, Tensor]:
    """The columns by name. values: [rows, width]. seed: [] int64, of the categories that are drawn."""
    del name
    return decode_rows(values, encoding["columns"], seed)


def decode_rows(values: Tensor, columns: Sequence[Column], seed: Tensor) -> dict[str, Tensor]:
    """Vectors as rows, inside of a graph: for each column [rows], of float32, of int64 where all cells were whole, or of texts.

    values: [rows, width], where the numbers of a category that are above 0 are the probabilities by which it is drawn. seed: []
    int64; the same seed draws the same, and fewer rows are the first of more.
    """
    made, at = {}, 0
    for column in columns:
        width = width_of_column(column)
        part, at = values[:, at : at + width], at + width
        made[column["name"]] = _category(part, column, seed) if column["kind"] == "category" else _number(part, column)
    return made


def _number(values: Tensor, column: Column) -> Tensor:
    low, high = float(column["low"]), float(column["high"])
    share = (tf.clip_by_value(tf.cast(values[:, 0], tf.float64), -1.0, 1.0) + 1.0) / 2.0
    found = low + share * (high - low)
    return tf.cast(tf.round(found), tf.int64) if column["whole"] else tf.cast(found, tf.float32)


def _category(values: Tensor, column: Column, seed: Tensor) -> Tensor:
    """The largest of log(probability) + Gumbel noise, which is a draw by the probabilities; the largest value where none is above 0."""
    key = tf.stack([tf.cast(seed, tf.int64), tf.constant(zlib.crc32(f"column {column['name']}".encode()), tf.int64)])
    values = tf.cast(values, tf.float32)
    uniform = tf.random.stateless_uniform(tf.shape(values), key, TINY, 1.0, alg="philox")
    drawn = tf.math.log(tf.maximum(values, TINY)) - tf.math.log(-tf.math.log(uniform))
    some = tf.reduce_any(values > 0, axis=1, keepdims=True)
    return tf.gather(tf.constant(list(column["values"])), tf.argmax(tf.where(some, drawn, values), axis=1))
