"""Whole numbers as vectors."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

Tensor = Any


def one_hot(labels: Tensor, places: int) -> Tensor:
    """1 at the place of each label and 0 elsewhere, in Keras's default precision. labels: [...] whole numbers. Returns: [..., places]."""
    return tf.one_hot(labels, places, dtype=keras.config.floatx())
