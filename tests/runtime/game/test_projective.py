"""Images through affine transformations: the gradient is the adjoint, and the gradient's own is the transformation again."""

from __future__ import annotations

import math

import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.game.projective import transformed

SIDE, OUT = 7, 9


def _transforms(scale: float, angle: float, shift: float) -> np.ndarray:
    a, b = math.cos(angle) / scale, math.sin(angle) / scale
    middle, out = (SIDE - 1) / 2, (OUT - 1) / 2
    c, f = middle - a * out - b * out + shift, middle + b * out - a * out
    return np.array([[a, b, c, -b, a, f, 0, 0]] * 2, np.float32)


def _matrix(transforms: np.ndarray, edge: str) -> np.ndarray:
    """The transformation of the first of two images as a matrix, [OUT * OUT, SIDE * SIDE]: each pixel of a black image lit in turn."""
    lit = np.eye(SIDE * SIDE, dtype=np.float32).reshape(-1, SIDE, SIDE, 1)
    made = tf.raw_ops.ImageProjectiveTransformV3(
        images=lit, transforms=transforms[:1], output_shape=[OUT, OUT], interpolation="BILINEAR", fill_mode=edge, fill_value=0.0
    )  # fmt: skip
    return np.asarray(made).reshape(SIDE * SIDE, -1).T


@pytest.mark.parametrize("is_graph", [False, True])
@pytest.mark.parametrize("edge", ["CONSTANT", "REFLECT"])
@pytest.mark.parametrize(
    ("scale", "angle", "shift"), [(1, 0, 0), (2, 0, 0.3), (0.5, 0, -0.2), (1, 0.5, 0.1), (1.6, -1.1, 2.7), (0.3, 2, 5)]
)
def test_gradients_are_those_of_the_matrix(scale: float, angle: float, shift: float, edge: str, is_graph: bool) -> None:
    transforms, random = _transforms(scale, angle, shift), np.random.default_rng(0)
    matrix = _matrix(transforms, edge)
    x = tf.constant(random.normal(size=(2, SIDE, SIDE, 3)), tf.float32)
    weight = tf.constant(random.normal(size=(2, OUT, OUT, 3)), tf.float32)

    def gradients(x: tf.Tensor, transforms: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                score = tf.reduce_sum(weight * tf.square(transformed(x, transforms[:, :6], [OUT, OUT], edge))) / 2
            gradient = inner.gradient(score, x)
            penalty = tf.reduce_sum(tf.square(gradient)) / 2
        return gradient, outer.gradient(penalty, x)

    gradient, second = (tf.function(gradients) if is_graph else gradients)(x, tf.constant(transforms))
    for image in range(2):
        for channel in range(3):
            hessian = matrix.T @ np.diag(weight[image, ..., channel].numpy().ravel()) @ matrix
            expected = hessian @ x[image, ..., channel].numpy().ravel()
            np.testing.assert_allclose(gradient[image, ..., channel].numpy().ravel(), expected, rtol=2e-3, atol=2e-3)
            np.testing.assert_allclose(
                second[image, ..., channel].numpy().ravel(), hessian @ expected, rtol=2e-3, atol=2e-2
            )
