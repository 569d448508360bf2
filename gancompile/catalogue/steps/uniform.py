"""Stateless uniform numbers, addressed by the position of an example in the endless sequence."""

from __future__ import annotations

import tensorflow as tf

from gancompile.catalogue.sources.source import Tensor

WORD = 0xFFFFFFFF


def uniform(positions: Tensor, seed: int, number: int) -> Tensor:
    """One number in [0, 1) for each position, independent for every `number`.

    positions: [n] int64. Returns: [n] float32.
    Source: the finalizer `lowbias32` of C. Wellons. Differs: it is applied to seed, number and position in turn.
    """
    low = tf.cast(tf.bitwise.bitwise_and(positions, tf.constant(WORD, tf.int64)), tf.uint32)
    high = tf.cast(tf.bitwise.right_shift(positions, tf.constant(32, tf.int64)), tf.uint32)
    key = _mixed(tf.bitwise.bitwise_xor(_mixed(tf.constant(seed & WORD, tf.uint32)), tf.constant(number, tf.uint32)))
    key = _mixed(key + high)
    bits = _mixed(_mixed(tf.bitwise.bitwise_xor(key, low)) + key)
    return tf.cast(tf.bitwise.right_shift(bits, tf.constant(8, tf.uint32)), tf.float32) * 2.0**-24


def _mixed(words: Tensor) -> Tensor:
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        words = _folded(words, shift) * tf.constant(factor, tf.uint32)
    return _folded(words, 16)


def _folded(words: Tensor, shift: int) -> Tensor:
    return tf.bitwise.bitwise_xor(words, tf.bitwise.right_shift(words, tf.constant(shift, tf.uint32)))
