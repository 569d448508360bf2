"""One-hot tokens as lines of a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tensorflow as tf

from gancompile.catalogue.sources.source import Tensor


def decode(
    values: Tensor, encoding: Mapping[str, Any], name: str, seed: Tensor, given: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """The lines, under the name of their field."""
    del seed, given
    return {name: decode_lines(values, encoding)}


def decode_lines(values: Tensor, encoding: Mapping[str, Any]) -> Tensor:
    """The most likely tokens up to the first end of a line, as texts, inside of a graph: [rows]. values: [rows, length, vocabulary]."""
    numbers = tf.argmax(values, axis=2, output_type=tf.int32)
    before_end = tf.math.cumprod(tf.cast(numbers > 0, tf.int32), axis=1) > 0
    tokens = tf.where(before_end, tf.gather(tf.constant(list(encoding["vocabulary"])), numbers), "")
    words = encoding["tokens"] == "words"
    joined = tf.strings.reduce_join(tokens, axis=1, separator=" " if words else "")
    return tf.strings.strip(joined) if words else joined
