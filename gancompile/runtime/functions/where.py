"""One of two values by a condition."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

Tensor = Any


def where(condition: Tensor, value: Tensor, otherwise: Tensor) -> Tensor:
    """`value` where the condition holds, `otherwise` elsewhere; two numbers are in Keras's default precision.

    condition: booleans. Returns: the shape that all three have together. The gradient of a value is 0 where the other is taken, and NaN
    there where the value's own gradient is not finite.
    """
    if isinstance(value, float) and isinstance(otherwise, float):
        value = tf.convert_to_tensor(value, keras.config.floatx())
    return tf.where(condition, value, otherwise)
