"""Vectors as rows of a table."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import tensorflow as tf

from gancompile.catalogue.sources.source import Tensor
from gancompile.catalogue.sources.table.date_text import date_texts
from gancompile.catalogue.sources.table.width import width_of_column

Column = Mapping[str, Any]
NOTHING: Mapping[str, Tensor] = {}
TINY = 1e-30


def decode(
    values: Tensor, encoding: Mapping[str, Any], name: str, seed: Tensor, given: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """The columns by name. values: [rows, width]. seed: [] int64, of the categories that are drawn. given: the labels by field."""
    del name
    return decode_rows(values, encoding["columns"], seed, given)


def decode_rows(
    values: Tensor, columns: Sequence[Column], seed: Tensor, given: Mapping[str, Tensor] = NOTHING
) -> dict[str, Tensor]:
    """Vectors as rows, inside of a graph: for each column [rows], of int64 where all cells were whole, else of float64, or of texts.

    values: [rows, width], where the numbers of a category that are above 0 are the probabilities by which it is drawn. seed: []
    int64; the same seed draws the same, and fewer rows are the first of more. given: labels [rows] by field; a column of labels
    that are not given is left out. A missing number is NaN, a missing text empty.
    """
    made, at = {}, 0
    for column in columns:
        width = width_of_column(column)
        part, at = values[:, at : at + width], at + width
        match column["kind"]:
            case "category":
                made[column["name"]] = tf.gather(tf.constant(list(column["values"])), _drawn(part, column, seed))
            case "label" if column["field"] in given:
                made[column["name"]] = tf.gather(tf.constant(list(column["values"])), given[column["field"]])
            case "number":
                made[column["name"]] = _number(part, column, seed)
            case "date":
                made[column["name"]] = _date(part, column, seed)
    return made


def _number(values: Tensor, column: Column, seed: Tensor) -> Tensor:
    found = _found(values, column, seed)
    if column["whole"]:
        whole = tf.round(found)
        return whole if None in column["points"] else tf.cast(whole, tf.int64)
    shift = tf.constant(10.0 ** column["decimals"], tf.float64)
    # A graph turns a division by a constant into a product with its inverse, and 17.9 into 17.900000000000002.
    return tf.math.divide_no_nan(tf.round(found * shift), shift)


def _date(values: Tensor, column: Column, seed: Tensor) -> Tensor:
    found = _found(values, column, seed)
    is_missing = tf.math.is_nan(found)
    texts = date_texts(tf.cast(tf.round(tf.where(is_missing, tf.zeros_like(found), found)), tf.int64), column["form"])
    return tf.where(is_missing, "", texts)


def _found(values: Tensor, column: Column, seed: Tensor) -> Tensor:
    """The numbers of a column between its ends, NaN where they are missing: [rows] float64."""
    modes, points = column["modes"], column["points"]
    cases = len(modes) + len(points)
    case = _drawn(values[:, -cases:], column, seed) if cases > 1 else tf.zeros(tf.shape(values)[:1], tf.int64)
    middles = [*(mode[0] for mode in modes), *(float("nan") if point is None else point for point in points)]
    halves = [*(mode[1] for mode in modes), *(0.0 for _ in points)]
    place = tf.clip_by_value(tf.cast(values[:, 0], tf.float64), -1.0, 1.0)
    found = tf.gather(tf.constant(middles, tf.float64), case) + place * tf.gather(tf.constant(halves, tf.float64), case)
    # `clip_by_value` keeps NaN.
    return tf.clip_by_value(found, float(column["low"]), float(column["high"]))


def _drawn(values: Tensor, column: Column, seed: Tensor) -> Tensor:
    """The largest of log(probability) + Gumbel noise, which is a draw by the probabilities; the largest value where none is above 0."""
    key = tf.stack([tf.cast(seed, tf.int64), tf.constant(zlib.crc32(f"column {column['name']}".encode()), tf.int64)])
    values = tf.cast(values, tf.float32)
    uniform = tf.random.stateless_uniform(tf.shape(values), key, TINY, 1.0, alg="philox")
    drawn = tf.math.log(tf.maximum(values, TINY)) - tf.math.log(-tf.math.log(uniform))
    some = tf.reduce_any(values > 0, axis=1, keepdims=True)
    return tf.argmax(tf.where(some, drawn, values), axis=1)
