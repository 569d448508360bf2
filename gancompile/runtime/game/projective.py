"""Images through affine transformations, with exact gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import tensorflow as tf

Tensor = Any
Edge = Literal["CONSTANT", "REFLECT"]


def transformed(images: Tensor, transforms: Tensor, size: Sequence[int], edge: Edge) -> Tensor:
    """Bilinear samples of images, [batch, size[0], size[1], channels]. Beyond the edge are zeros (CONSTANT) or mirrored images (REFLECT).

    transforms: [batch, 6], from positions in the result to positions in the images: column = t0 x + t1 y + t2, row = t3 x + t4 y + t5.

    TensorFlow's gradient of the operation samples through the inverse transformation, which is off by the factor by which areas change.
    Here it is the adjoint, and the adjoint's own gradient is the operation again, as a penalty on a gradient needs.
    """
    transforms = tf.cast(transforms, tf.float32)
    shape = tf.shape(images)

    @tf.custom_gradient  # type: ignore[untyped-decorator]
    def forward(x: Tensor) -> tuple[Tensor, Any]:
        made = tf.raw_ops.ImageProjectiveTransformV3(
            images=x,
            transforms=tf.pad(transforms, [[0, 0], [0, 2]]),
            output_shape=size,
            interpolation="BILINEAR",
            fill_mode=edge,
            fill_value=0.0,
        )
        return made, adjoint

    @tf.custom_gradient  # type: ignore[untyped-decorator]
    def adjoint(y: Tensor) -> tuple[Tensor, Any]:
        return _scattered(y, transforms, shape, size, edge), forward

    return forward(images)


def _scattered(y: Tensor, transforms: Tensor, shape: Tensor, size: Sequence[int], edge: Edge) -> Tensor:
    """Each number of y added to the four numbers of the images that it is a mean of, with their weights."""
    across, down = _positions(transforms, size)
    if edge == "REFLECT":
        across, down = _reflected(across, shape[2]), _reflected(down, shape[1])
    left, top = tf.floor(across), tf.floor(down)
    first = (tf.range(shape[0]) * shape[1] * shape[2])[:, None, None]
    flat = [shape[0] * shape[1] * shape[2], shape[3]]
    total = tf.zeros(flat, y.dtype)
    for right, low in ((0, 0), (0, 1), (1, 0), (1, 1)):
        column, row = left + right, top + low
        weight = (1.0 - tf.abs(across - column)) * (1.0 - tf.abs(down - row))
        column, row = tf.cast(column, tf.int32), tf.cast(row, tf.int32)
        is_inside = (column >= 0) & (column < shape[2]) & (row >= 0) & (row < shape[1])
        # A segment below 0 is left out.
        at = tf.where(is_inside, first + row * shape[2] + column, -1)
        part = y * tf.cast(weight, y.dtype)[..., None]
        total += tf.math.unsorted_segment_sum(tf.reshape(part, [-1, shape[3]]), tf.reshape(at, [-1]), flat[0])
    return tf.reshape(total, shape)


def _positions(transforms: Tensor, size: Sequence[int]) -> tuple[Tensor, Tensor]:
    """Where in the images the samples are taken: columns and rows, each [batch, size[0], size[1]]."""
    x, y = tf.range(size[1], dtype=tf.float32)[None, None, :], tf.range(size[0], dtype=tf.float32)[None, :, None]
    a, b, c, d, e, f = tf.unstack(tf.reshape(transforms, [-1, 6, 1, 1]), axis=1)
    return a * x + b * y + c, d * x + e * y + f


def _reflected(position: Tensor, size: Tensor) -> Tensor:
    """A position beyond the edge, mirrored at it with the outermost pixels repeated, as often as it takes."""
    side = tf.cast(size, position.dtype)
    turned = tf.math.floormod(position + 0.5, 2.0 * side)
    return tf.clip_by_value(tf.minimum(turned, 2.0 * side - turned) - 0.5, 0.0, side - 1.0)
