"""One-hot vectors of integers."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

Tensor = Any


def one_hot(labels: Tensor, classes: int) -> Tensor:
    """One-hot vectors, in Keras's default precision. labels: [...] integers. Returns: [..., classes]."""
    return tf.one_hot(labels, classes, dtype=keras.config.floatx())
