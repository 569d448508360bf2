"""The augmentations of ADA: geometry and colour composed into one transformation each, filtering in bands, noise, cutout.

Source of all: Karras et al. 2020 (arXiv 2006.06676), appendix B and the authors' `augment.py`. Each transformation is done with the
probability p by a draw of its own, so that an image may undergo several, or none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from gancompile.runtime.game.draws import Draws
from gancompile.runtime.game.projective import transformed
from gancompile.runtime.layers.fir import resample

Tensor = Any
SYM6 = (
    0.015404109327027373, 0.0034907120842174702, -0.11799011114819057, -0.048311742585633, 0.4910559419267466, 0.787641141030194,
    0.3379294217276218, -0.07263752278646252, -0.021060292512300564, 0.04472490177066578, 0.0017677118642428036, -0.007800708325034148,
)  # fmt: skip
"""The low-pass filter of the wavelet sym6, by which images are resampled."""
SYM2 = (-0.12940952255092145, 0.22414386804185735, 0.836516303737469, 0.48296291314469025)
"""The low-pass filter of the wavelet sym2, from which the bands of the filter bank are made."""
POWER = (10 / 13, 1 / 13, 1 / 13, 1 / 13)
"""The expected power of an image in the four bands, as 1/f."""


def ada(images: Tensor, draw: Draws, probability: Tensor) -> Tensor:
    """Pixel blitting, general geometric and colour transformations: the set that the paper trains with, `bgc` in the code.

    images: [batch, height, width, 1 or 3]. Returns: the same shape.
    """
    moved = _resampled(images, geometry(images, draw, probability))
    return recoloured(moved, colour(images, draw, probability))


def geometry(images: Tensor, draw: Draws, probability: Tensor) -> Tensor:
    """The transformations of each image from positions in the result to positions in it, from its centre: [batch, 3, 3].

    In their order: flip, turns by 90 degrees, translation by whole pixels up to an eighth; scaling by 2^N(0, 0.2^2), rotation,
    stretching by (s, 1/s), rotation once more, translation by N(0, 1/8^2) of the size. p of a rotation before or after is p.
    """
    height, width = float(images.shape[1]), float(images.shape[2])
    chosen = _Chosen(draw, probability)
    once = 1.0 - tf.sqrt(1.0 - chosen.probability)
    flipped = chosen(tf.floor(draw.uniform(0.0, 2.0)), 0.0)
    turns = chosen(tf.floor(draw.uniform(0.0, 4.0)), 0.0)
    across, down = draw.uniform(-0.125, 0.125), draw.uniform(-0.125, 0.125)
    across, down = chosen.both(across, down)
    scale = chosen(tf.pow(2.0, draw.normal(0.2)), 1.0)
    before = chosen(draw.uniform(-math.pi, math.pi), 0.0, once)
    stretch = chosen(tf.pow(2.0, draw.normal(0.2)), 1.0)
    after = chosen(draw.uniform(-math.pi, math.pi), 0.0, once)
    right, low = chosen.both(draw.normal(0.125), draw.normal(0.125))
    parts = [
        _scaling(1.0 - 2.0 * flipped, tf.ones_like(flipped)),
        _rotation(turns * (math.pi / 2)),
        _translation(-tf.round(across * width), -tf.round(down * height)),
        _scaling(1.0 / scale, 1.0 / scale),
        _rotation(before),
        _scaling(1.0 / stretch, stretch),
        _rotation(after),
        _translation(-right * width, -low * height),
    ]
    made = parts[0]
    for part in parts[1:]:
        made = tf.matmul(made, part)
    return made


def _resampled(images: Tensor, inverse: Tensor) -> Tensor:
    """Images through a transformation, upsampled by two and filtered on the way, which leaves no aliases; edges are mirrored."""
    height, width = int(images.shape[1]), int(images.shape[2])
    pad = len(SYM6) // 4
    left, top, right, bottom = _margins(inverse, height, width, pad)
    x = tf.pad(images, [[0, 0], [top, bottom], [left, right], [0, 0]], mode="REFLECT")
    shift = [tf.cast(left - right, inverse.dtype) / 2, tf.cast(top - bottom, inverse.dtype) / 2]
    inverse = tf.matmul(_translation(*(tf.fill([1], one) for one in shift)), inverse)
    x = resample(x, SYM6, 2, 1, (6, 5), gain=4.0)
    two, half = _scaling(*[tf.fill([1], tf.cast(2.0, inverse.dtype))] * 2), tf.fill([1], tf.cast(0.5, inverse.dtype))
    inverse = tf.matmul(tf.matmul(two, inverse), tf.linalg.inv(two))
    inverse = tf.matmul(tf.matmul(_translation(-half, -half), inverse), _translation(half, half))
    size = [(height + 2 * pad) * 2, (width + 2 * pad) * 2]
    x = _transformed(x, inverse, size)
    x = resample(x, SYM6[::-1], 1, 2, (-1, -1))
    return tf.ensure_shape(x, images.shape)


def _margins(inverse: Tensor, height: int, width: int, pad: int) -> list[Tensor]:
    """How far the corners of the results lie outside of the images: left, top, right, bottom, as whole pixels."""
    x, y = (width - 1) / 2, (height - 1) / 2
    corners = tf.constant([[-x, x, x, -x], [-y, -y, y, y], [1.0, 1.0, 1.0, 1.0]], inverse.dtype)
    at = tf.matmul(inverse, corners[None])[:, :2]
    least, most = tf.reduce_min(at, axis=[0, 2]), tf.reduce_max(at, axis=[0, 2])
    outside = tf.concat([-least, most], axis=0) + [2 * pad - x, 2 * pad - y, 2 * pad - x, 2 * pad - y]
    limits = tf.constant([width - 1, height - 1] * 2, inverse.dtype)
    margins = tf.cast(tf.math.ceil(tf.clip_by_value(outside, 0.0, limits)), tf.int32)
    return [margins[index] for index in range(4)]


def _transformed(x: Tensor, inverse: Tensor, size: Sequence[int]) -> Tensor:
    """Bilinear, with zeros outside. inverse: [batch, 3, 3], from the centre of the result to that of x."""
    shape = tf.cast(tf.shape(x), inverse.dtype)
    out_x, out_y = (size[1] - 1) / 2, (size[0] - 1) / 2
    in_x, in_y = (shape[2] - 1) / 2, (shape[1] - 1) / 2
    a, b, c = (inverse[:, 0, index] for index in range(3))
    d, e, f = (inverse[:, 1, index] for index in range(3))
    rows = [a, b, c + in_x - a * out_x - b * out_y, d, e, f + in_y - d * out_x - e * out_y]
    return transformed(x, tf.stack(rows, axis=1), size, "CONSTANT")


def colour(images: Tensor, draw: Draws, probability: Tensor) -> Tensor:
    """The transformations of colours, [batch, 4, 4]: brightness + N(0, 0.2^2), contrast * 2^N(0, 0.5^2), luma turned over, hue turned,
    saturation * 2^N(0, 1), in their order. Hue and saturation are of images with colours alone.
    """
    chosen = _Chosen(draw, probability)
    brightness = chosen(draw.normal(0.2), 0.0)
    contrast = chosen(tf.pow(2.0, draw.normal(0.5)), 1.0)
    turned_over = chosen(tf.floor(draw.uniform(0.0, 2.0)), 0.0)
    hue = chosen(draw.uniform(-math.pi, math.pi), 0.0)
    saturation = chosen(tf.pow(2.0, draw.normal(1.0)), 1.0)
    one, eye = tf.ones_like(brightness), tf.eye(4, dtype=brightness.dtype)[None]
    axis = tf.constant([1.0, 1.0, 1.0, 0.0], brightness.dtype) / math.sqrt(3)
    luma = tf.tensordot(axis, axis, axes=0)[None]
    made = _stacked([[one, 0, 0, brightness], [0, one, 0, brightness], [0, 0, one, brightness], [0, 0, 0, one]])
    made = tf.matmul(_stacked([[contrast, 0, 0, 0], [0, contrast, 0, 0], [0, 0, contrast, 0], [0, 0, 0, one]]), made)
    made = tf.matmul(eye - 2.0 * luma * turned_over[:, None, None], made)
    if images.shape[-1] == 1:
        return made
    made = tf.matmul(_hue(hue, axis), made)
    return tf.matmul(luma + (eye - luma) * saturation[:, None, None], made)


def _hue(angle: Tensor, axis: Tensor) -> Tensor:
    """The rotations of colours around the axis of greys, [batch, 4, 4]."""
    x, y, z = (axis[index] for index in range(3))
    sin, cos = tf.sin(angle), tf.cos(angle)
    rest, one = 1.0 - cos, tf.ones_like(angle)
    return _stacked([
        [x * x * rest + cos, x * y * rest - z * sin, x * z * rest + y * sin, 0],
        [y * x * rest + z * sin, y * y * rest + cos, y * z * rest - x * sin, 0],
        [z * x * rest - y * sin, z * y * rest + x * sin, z * z * rest + cos, 0],
        [0, 0, 0, one],
    ])  # fmt: skip


def recoloured(images: Tensor, transform: Tensor) -> Tensor:
    """Images with their colours transformed; a grey one by the mean over the three."""
    if images.shape[-1] == 3:
        matrix, offset = transform[:, :3, :3], transform[:, :3, 3]
        return tf.einsum("bhwc,bdc->bhwd", images, matrix) + offset[:, None, None, :]
    mean = tf.reduce_mean(transform[:, :3], axis=1)
    return images * tf.reduce_sum(mean[:, :3], axis=1)[:, None, None, None] + mean[:, 3][:, None, None, None]


def ada_filter(images: Tensor, draw: Draws, probability: Tensor) -> Tensor:
    """Image-space filtering: each of four bands amplified by 2^N(0, 1), with the power of the whole kept."""
    chosen = _Chosen(draw, probability)
    power = tf.constant(POWER, images.dtype)
    gains = tf.ones([tf.shape(images)[0], len(POWER)], images.dtype)
    for band in range(len(POWER)):
        amplified = chosen(tf.pow(2.0, draw.normal(1.0)), 1.0)
        own = tf.one_hot(band, len(POWER), dtype=images.dtype)[None]
        gain = 1.0 + own * (amplified[:, None] - 1.0)
        gains *= gain / tf.sqrt(tf.reduce_sum(power * tf.square(gain), axis=1, keepdims=True))
    kernels = tf.matmul(gains, tf.constant(filter_bank(), images.dtype))
    taps = kernels.shape[1]
    x = _mirrored(images, taps // 2)
    for axis in (1, 2):
        size = images.shape[axis]
        shifted = [
            kernels[:, tap][:, None, None, None] * (x[:, tap : tap + size] if axis == 1 else x[:, :, tap : tap + size])
            for tap in range(taps)
        ]
        x = tf.add_n(shifted)
    return x


def filter_bank() -> list[list[float]]:
    """The kernels of the four bands, [4][taps]; they sum to the identity."""
    low = list(SYM2)
    high = [tap * (-1) ** index for index, tap in enumerate(low)]
    low2 = [tap / 2 for tap in _convolved(low, low[::-1])]
    high2 = [tap / 2 for tap in _convolved(high, high[::-1])]
    bank = [[1.0], [0.0], [0.0], [0.0]]
    for index in range(1, 4):
        bank = [_convolved(_spread(row), low2) for row in bank]
        begin = (len(bank[0]) - len(high2)) // 2
        for tap, value in enumerate(high2, begin):
            bank[index][tap] += value
    return bank


def _convolved(left: Sequence[float], right: Sequence[float]) -> list[float]:
    made = [0.0] * (len(left) + len(right) - 1)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            made[i + j] += a * b
    return made


def _spread(row: Sequence[float]) -> list[float]:
    """A kernel with a zero between any two taps."""
    return [tap for value in row for tap in (value, 0.0)][:-1]


def _mirrored(images: Tensor, pad: int) -> Tensor:
    """Images with a mirrored border, as often as it takes: a small one is narrower than the filter is long."""
    height, width = int(images.shape[1]), int(images.shape[2])
    rows, columns = (_reflections(size, pad) for size in (height, width))
    return tf.gather(tf.gather(images, rows, axis=1), columns, axis=2)


def _reflections(size: int, pad: int) -> list[int]:
    """The position in an axis of each position in it with a border."""
    period = max(2 * (size - 1), 1)
    return [min(index % period, period - index % period) if size > 1 else 0 for index in range(-pad, size + pad)]


def ada_noise(images: Tensor, draw: Draws, probability: Tensor) -> Tensor:
    """Noise of a deviation |N(0, 0.1^2)| added to every number of an image."""
    chosen = _Chosen(draw, probability)
    deviation = chosen(tf.abs(draw.normal(0.1)), 0.0)
    return images + draw.normal_like(images) * deviation[:, None, None, None]


def ada_cutout(images: Tensor, draw: Draws, probability: Tensor) -> Tensor:
    """A square of half the size set to 0, its centre uniform in the image."""
    chosen = _Chosen(draw, probability)
    size = chosen(tf.fill([tf.shape(images)[0]], tf.cast(0.5, images.dtype)), 0.0)
    rows, columns = (
        tf.abs((tf.range(length, dtype=images.dtype)[None] + 0.5) / length - draw.uniform(0.0, 1.0)[:, None])
        >= size[:, None] / 2
        for length in (float(images.shape[1]), float(images.shape[2]))
    )
    kept = rows[:, :, None, None] | columns[:, None, :, None]
    return images * tf.cast(kept, images.dtype)


class _Chosen:
    """Values for the images that are chosen, each choice by a draw of its own."""

    def __init__(self, draw: Draws, probability: Tensor) -> None:
        self._draw = draw
        self.probability = tf.clip_by_value(tf.cast(probability, draw.dtype), 0.0, 1.0)

    def __call__(self, value: Tensor, otherwise: float, probability: Tensor | None = None) -> Tensor:
        """value: [batch]. otherwise: for images that are not chosen."""
        share = self.probability if probability is None else probability
        return tf.where(self._draw.uniform(0.0, 1.0) < share, value, tf.cast(otherwise, value.dtype))

    def both(self, first: Tensor, second: Tensor) -> tuple[Tensor, Tensor]:
        """Two values, both or none of which are 0."""
        chosen = self._draw.uniform(0.0, 1.0) < self.probability
        none = tf.zeros([], first.dtype)
        return tf.where(chosen, first, none), tf.where(chosen, second, none)


def _stacked(rows: Sequence[Sequence[Any]]) -> Tensor:
    """Matrices of rows of numbers and of values for each image, [batch, rows, columns]."""
    like = next(value for row in rows for value in row if isinstance(value, tf.Tensor))
    filled = [[value if isinstance(value, tf.Tensor) else tf.zeros_like(like) + value for value in row] for row in rows]
    return tf.stack([tf.stack(row, axis=-1) for row in filled], axis=-2)


def _scaling(x: Tensor, y: Tensor) -> Tensor:
    return _stacked([[x, 0.0, 0.0], [0.0, y, 0.0], [0.0, 0.0, tf.ones_like(x)]])


def _rotation(angle: Tensor) -> Tensor:
    sin, cos = tf.sin(angle), tf.cos(angle)
    return _stacked([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, tf.ones_like(angle)]])


def _translation(x: Tensor, y: Tensor) -> Tensor:
    one = tf.ones_like(x)
    return _stacked([[one, 0.0, x], [0.0, one, y], [0.0, 0.0, one]])


ADA: dict[str, Callable[[Tensor, Draws, Tensor], Tensor]] = {
    "ada": ada,
    "ada_filter": ada_filter,
    "ada_noise": ada_noise,
    "ada_cutout": ada_cutout,
}
