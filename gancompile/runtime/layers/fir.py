"""Up-sampling, filtering and down-sampling of images by a separable filter, as sums of shifted images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

Tensor = Any
Margins = tuple[int, int]


def same_margins(taps: int, up: int, down: int) -> Margins:
    """The zero padding before and after an axis with which `resample` returns ceil(size * up / down) pixels, without a shift."""
    before = min(max((taps + up - down) // 2, 0), taps - 1)
    return before, taps - 1 - before


def resample(x: Tensor, kernel: Sequence[float], up: int, down: int, margins: Margins, gain: float = 1.0) -> Tensor:
    """Puts up - 1 zeros after each pixel, pads by the margins (cuts where they are negative), convolves with the outer product of the
    kernel with itself, normalized to the sum `gain`, and keeps each down-th pixel.

    x: [batch, height, width, channels]. Returns: [batch, ceil((height * up + margins - taps + 1) / down), ..., channels].
    Source: Karras et al. 2020, StyleGAN2 (arXiv 1912.04958), code, upfirdn_2d. Differs: one axis after the other, by shifted sums,
    which have second derivatives on every device.
    """
    scale = gain**0.5 / sum(kernel)
    taps = [tap * scale for tap in kernel]
    for axis in (1, 2):
        x = _filtered(_padded(_stretched(x, axis, up), axis, margins), axis, taps, down)
    return x


def _stretched(x: Tensor, axis: int, up: int) -> Tensor:
    """x with up - 1 zeros after each entry of an axis."""
    if up == 1:
        return x
    shape = _shape(x)
    zeros = [[0, 0]] * 5
    zeros[axis + 1] = [0, up - 1]
    stretched = tf.pad(tf.expand_dims(x, axis + 1), zeros)
    return tf.reshape(stretched, [*shape[:axis], shape[axis] * up, *shape[axis + 1 :]])


def _padded(x: Tensor, axis: int, margins: Margins) -> Tensor:
    before, after = margins
    zeros = [[0, 0]] * 4
    zeros[axis] = [max(before, 0), max(after, 0)]
    end = _shape(x)[axis] + max(before, 0) + min(after, 0)
    return _sliced(tf.pad(x, zeros), axis, max(-before, 0), end + max(after, 0), 1)


def _filtered(x: Tensor, axis: int, taps: Sequence[float], down: int) -> Tensor:
    """The convolution (not the cross-correlation) without padding, every down-th pixel of it."""
    size = _shape(x)[axis] - len(taps) + 1
    last = len(taps) - 1
    shifted = [
        tap * _sliced(x, axis, last - index, last - index + size, down) for index, tap in enumerate(taps) if tap != 0
    ]
    return tf.add_n(shifted)


def _sliced(x: Tensor, axis: int, begin: int, end: Any, step: int) -> Tensor:
    return x[(slice(None),) * axis + (slice(begin, end, step),)]


def _shape(x: Tensor) -> list[Any]:
    """The shape: static sizes as integers, unknown ones as tensors."""
    dynamic = tf.shape(x)
    return [dynamic[index] if size is None else size for index, size in enumerate(x.shape)]
