"""The pool of earlier examples."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

from gancompile.runtime.game.replay_pool import ReplayPool


def exchanged(pool: ReplayPool, first: int, number: int, seed: int) -> list[int]:
    new = tf.range(first, first + number, dtype=tf.float32)[:, None]
    return [int(v) for v in pool.exchange(new, tf.constant([seed, 0]))[:, 0].numpy()]


def test_a_pool_that_is_not_full_gives_what_is_new() -> None:
    pool = ReplayPool(10, (1,))
    assert exchanged(pool, 0, 4, 0) == [0, 1, 2, 3]
    assert exchanged(pool, 4, 4, 1) == [4, 5, 6, 7]
    np.testing.assert_array_equal(pool.kept.numpy()[:8, 0], np.arange(8))
    assert int(pool.count) == 8


def test_a_full_pool_gives_about_half_of_what_it_has_and_keeps_what_it_took() -> None:
    pool = ReplayPool(50, (1,))
    old, seen = 0, 0
    for step in range(200):
        before = set(pool.kept.numpy()[:, 0].astype(int).tolist())
        given = exchanged(pool, step * 4, 4, step)
        after = set(pool.kept.numpy()[:, 0].astype(int).tolist())
        if step >= 13:
            fresh = set(range(step * 4, step * 4 + 4))
            taken = set(given) - fresh
            assert taken <= before
            # Each one that came out was replaced by the new one whose place it took.
            assert after == (before - taken) | (fresh - set(given))
            old, seen = old + len(taken), seen + 4
    assert 0.4 < old / seen < 0.6


def test_no_gradient_comes_through() -> None:
    pool = ReplayPool(2, (1,))
    x = tf.ones([3, 1])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = pool.exchange(x, tf.constant([0, 0]))
    assert tape.gradient(y, x) is None


def test_the_batch_that_fills_a_pool_takes_nothing_of_it() -> None:
    """What is filled by the same batch holds zeros until it is."""
    for seed in range(20):
        pool = ReplayPool(6, (1,))
        exchanged(pool, 1, 4, seed)
        assert exchanged(pool, 5, 4, seed + 100) == [5, 6, 7, 8]
        np.testing.assert_array_equal(pool.kept.numpy()[:, 0], range(1, 7))


def test_a_batch_larger_than_the_pool_takes_each_example_once() -> None:
    for seed in range(20):
        pool = ReplayPool(3, (1,))
        exchanged(pool, 0, 3, 0)
        taken = [value for value in exchanged(pool, 3, 8, seed) if value < 3]
        assert len(set(taken)) == len(taken)


def test_a_batch_larger_than_the_pool() -> None:
    pool = ReplayPool(3, (1,))
    assert exchanged(pool, 0, 8, 0)[:3] == [0, 1, 2]
    assert len(exchanged(pool, 8, 8, 1)) == 8
    assert int(pool.count) == 3
