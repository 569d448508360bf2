"""Differentiable augmentation: random transformations of images."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import tensorflow as tf

from gancompile.runtime.game.ada import ADA
from gancompile.runtime.game.draws import Draws
from gancompile.runtime.game.projective import transformed
from gancompile.runtime.replicas import WHOLE, BatchSlice

Tensor = Any
ADA_SEED = 7919
"""What sets the draws of ADA's policies, of which there are many, apart from those of the others."""


def augmented(images: Tensor, policies: Mapping[str, Tensor | float], seed: Tensor, part: BatchSlice = WHOLE) -> Tensor:
    """Images transformed by each policy in turn, each image with the policy's probability; those of ADA choose for each transformation.

    images: [batch, height, width, channels] in [-1, 1]. policies: name to probability in [0, 1]. seed: [2] int32. part: the slice of
    the batch that they are. Returns: the same shape.
    """
    for index, (name, probability) in enumerate(policies.items()):
        if name in ADA:
            own = Draws(seed=seed + [ADA_SEED, 1024 * index], images=images, part=part, axes=0)
            images = ADA[name](images, own, probability)
            continue
        draw = Draws(seed=seed + [0, 16 * index], images=images, part=part)
        transformed = POLICIES[name](images, draw)
        images = tf.where(draw.uniform(0.0, 1.0) < tf.cast(probability, images.dtype), transformed, images)
    return images


def color(images: Tensor, draw: Draws) -> Tensor:
    """Random brightness (up to 0.5 more or less), saturation (times 0 to 2) and contrast (times 0.5 to 1.5).

    Source: Zhao et al. 2020 (arXiv 2006.10738), section 3 and the authors' DiffAugment.
    """
    images = images + draw.uniform(-0.5, 0.5)
    grey = tf.reduce_mean(images, axis=3, keepdims=True)
    images = grey + (images - grey) * draw.uniform(0.0, 2.0)
    mean = tf.reduce_mean(images, axis=[1, 2, 3], keepdims=True)
    return mean + (images - mean) * draw.uniform(0.5, 1.5)


def translation(images: Tensor, draw: Draws) -> Tensor:
    """Random translation by up to an eighth of the size, padded with zeros.

    Source: Zhao et al. 2020 (arXiv 2006.10738), section 3 and the authors' DiffAugment.
    """
    height, width = _size(images)
    down, across = _eighth(height), _eighth(width)
    padded = tf.pad(images, [[0, 0], [down, down], [across, across], [0, 0]])
    return _crops(padded, down + draw.integers(-down, down), across + draw.integers(-across, across), height, width)


def cutout(images: Tensor, draw: Draws) -> Tensor:
    """A square of half the size set to 0, its centre uniform over all rows and columns, or the lines between them for an even side.

    Source: Zhao et al. 2020 (arXiv 2006.10738), section 3 and the authors' DiffAugment.
    """
    height, width = _size(images)
    # Of an even side the centre lies between two pixels, or at an edge: one more position than there are pixels.
    rows = _inside(draw.integers(0, height - height // 2 % 2), height)
    columns = _inside(draw.integers(0, width - width // 2 % 2), width)
    hole = rows[:, :, None, None] & columns[:, None, :, None]
    return tf.where(hole, tf.zeros([], images.dtype), images)


def flip(images: Tensor, draw: Draws) -> Tensor:
    """Horizontal flip with probability one half."""
    return tf.where(draw.uniform(0.0, 1.0) < 0.5, tf.reverse(images, [2]), images)


def turn(images: Tensor, draw: Draws) -> Tensor:
    """Random rotation by a multiple of 90 degrees, or of 180 degrees for images that are not square.

    Source: Karras et al. 2020 (arXiv 2006.06676), appendix B, "pixel blitting".
    """
    height, width = _size(images)
    half = tf.reverse(images, [1, 2])
    if height != width:
        return tf.where(draw.uniform(0.0, 1.0) < 0.5, half, images)
    quarter = tf.reverse(tf.transpose(images, [0, 2, 1, 3]), [1])
    number = tf.reshape(draw.integers(0, 3), [-1, 1, 1, 1])
    turned = tf.where(number == 1, quarter, images)
    turned = tf.where(number == 2, half, turned)
    return tf.where(number == 3, tf.reverse(quarter, [1, 2]), turned)


def shift(images: Tensor, draw: Draws) -> Tensor:
    """Random translation by up to an eighth of the size in integer pixels, padded by reflection.

    Source: Karras et al. 2020 (arXiv 2006.06676), appendix B, "pixel blitting".
    """
    height, width = _size(images)
    down, across = _eighth(height), _eighth(width)
    padded = tf.pad(images, [[0, 0], [down, down], [across, across], [0, 0]], mode="SYMMETRIC")
    return _crops(padded, down + draw.integers(-down, down), across + draw.integers(-across, across), height, width)


def warp(images: Tensor, draw: Draws) -> Tensor:
    """Random scaling, rotation and stretching along one axis around the centre; bilinear, padded by reflection.

    Source: Karras et al. 2020 (arXiv 2006.06676), appendix B, "general geometric transformations": scales 2^N(0, 0.2^2), angles uniform.
    Differs: one rotation instead of two around the stretch, no fractional translation, and no antialiasing filter.
    """
    height, width = _size(images)
    scale = tf.pow(2.0, draw.normal(0.2))
    stretch = tf.pow(2.0, draw.normal(0.2))
    angle = draw.uniform(-math.pi, math.pi)
    cos, sin = tf.cos(angle), tf.sin(angle)
    # The inverse transformation: from positions in the result to positions in the image, around the centre.
    a, b = cos / (scale * stretch), sin / scale
    c, d = -sin / (scale * stretch), cos / scale
    x, y = (width - 1) / 2, (height - 1) / 2
    rows = [a, b, x - a * x - b * y, c, d, y - c * x - d * y]
    moved = transformed(images, tf.stack([tf.reshape(one, [-1]) for one in rows], axis=1), [height, width], "REFLECT")
    return tf.ensure_shape(moved, images.shape)


POLICIES: Mapping[str, Callable[[Tensor, Draws], Tensor]] = {
    "color": color,
    "cutout": cutout,
    "flip": flip,
    "shift": shift,
    "translation": translation,
    "turn": turn,
    "warp": warp,
}


def _size(images: Tensor) -> tuple[int, int]:
    return int(images.shape[1]), int(images.shape[2])


def _eighth(size: int) -> int:
    return int(size / 8 + 0.5)


def _crops(padded: Tensor, tops: Tensor, lefts: Tensor, height: int, width: int) -> Tensor:
    """A crop of each image at its own corner. tops, lefts: [batch] int32."""
    rows, columns = tops[:, None] + tf.range(height), lefts[:, None] + tf.range(width)
    return tf.gather(tf.gather(padded, rows, axis=1, batch_dims=1), columns, axis=2, batch_dims=1)


def _inside(centres: Tensor, size: int) -> Tensor:
    """Whether each position along one axis is within a quarter of the size of each centre: [batch, size] bool."""
    half = size // 2
    starts = centres[:, None] - half // 2
    positions = tf.range(size)[None, :]
    return (positions >= starts) & (positions < starts + half)
