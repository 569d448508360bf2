"""Generated windows as sounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tensorflow as tf

from gancompile.catalogue.sources.source import Tensor


def decode(
    values: Tensor, encoding: Mapping[str, Any], name: str, seed: Tensor, given: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """The sounds [number, window, 1] in [-1, 1], under the name of their field."""
    del encoding, seed, given
    return {name: tf.clip_by_value(tf.cast(values, tf.float32), -1.0, 1.0)}
