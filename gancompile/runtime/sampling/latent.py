"""Latents of a generator, drawn from a seed."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from gancompile.runtime.game.draw import DISTRIBUTIONS, draw_normal
from gancompile.runtime.program import NetworkInput

Tensor = Any


def draw_latent(latent: NetworkInput, num: Tensor, seed: Tensor) -> Tensor:
    """[num, ...] values of a latent: a function of the seed and of the input's name. num: [] int32. seed: [] int64."""
    shape = tf.concat([[num], tf.constant(list(latent.shape), tf.int32)], axis=0)
    key = tf.stack([tf.cast(seed, tf.int64), tf.constant(zlib.crc32(latent.name.encode()), tf.int64)])
    if latent.classes is not None:
        drawn = tf.random.stateless_uniform(shape[:1], key, 0, latent.classes, tf.int32, alg="philox")
        return tf.one_hot(drawn, latent.classes) if latent.shape else drawn
    draw: Callable[..., Tensor] = DISTRIBUTIONS.get(latent.distribution, draw_normal)
    return draw(shape, key, **latent.settings)
