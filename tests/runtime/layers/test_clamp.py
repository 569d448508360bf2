"""Clamped activations."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.layers import Clamp


def test_values_end_at_the_limits_and_gradients_there() -> None:
    x = tf.constant([-1000.0, -3.0, 0.0, 2.0, 70000.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = Clamp(256.0)(x)
    np.testing.assert_array_equal(y, [-256.0, -3.0, 0.0, 2.0, 256.0])
    np.testing.assert_array_equal(tape.gradient(y, x), [0.0, 1.0, 1.0, 1.0, 0.0])


def test_a_limit_is_above_zero() -> None:
    with pytest.raises(ValueError, match="above 0"):
        Clamp(0)
