"""Generated windows as numbers of the series."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tensorflow as tf

from gancompile.catalogue.sources.source import Tensor


def decode(
    values: Tensor, encoding: Mapping[str, Any], name: str, seed: Tensor, given: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """The windows [number, window, channels] in the units of the data, under the name of their field."""
    del seed, given
    lows, highs = (tf.constant([column[end] for column in encoding["channels"]], tf.float32) for end in ("low", "high"))
    shares = (tf.clip_by_value(tf.cast(values, tf.float32), -1.0, 1.0) + 1) / 2
    return {name: lows + shares * (highs - lows)}
