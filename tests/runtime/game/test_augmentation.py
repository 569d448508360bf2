"""Augmentations: what each may do to an image, that gradients flow, and that a probability is one."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from gancompile.catalogue.policy_rows import policy_rows
from gancompile.runtime.game.ada import ADA
from gancompile.runtime.game.augmentation import POLICIES, augmented

SEED = tf.constant([3, 5])


def images(number: int = 64, size: int = 16, channels: int = 3) -> tf.Tensor:
    return tf.constant(np.random.default_rng(0).uniform(-1, 1, (number, size, size, channels)).astype(np.float32))


def test_the_language_and_the_runtime_know_the_same() -> None:
    assert set(policy_rows()) == {*POLICIES, *ADA}


@pytest.mark.parametrize("policy", POLICIES)
def test_probability_one_changes_images_and_zero_none(policy: str) -> None:
    x = images()
    np.testing.assert_array_equal(augmented(x, {policy: 0.0}, SEED), x)
    changed = np.abs(augmented(x, {policy: 1.0}, SEED).numpy() - x.numpy()).max(axis=(1, 2, 3)) > 1e-6
    # A flip leaves one half of the images as they are, a turn a quarter, a shift those that it moves by nothing.
    assert changed.mean() > 0.3


@pytest.mark.parametrize("policy", POLICIES)
def test_half_the_images_at_probability_one_half(policy: str) -> None:
    x = images(400, 8, 1)
    all_of_them = np.abs(augmented(x, {policy: 1.0}, SEED).numpy() - x.numpy()).max(axis=(1, 2, 3)) > 1e-6
    half = np.abs(augmented(x, {policy: 0.5}, SEED).numpy() - x.numpy()).max(axis=(1, 2, 3)) > 1e-6
    assert half[~all_of_them].sum() == 0
    assert half.sum() / all_of_them.sum() == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("policy", [*POLICIES, *ADA])
def test_gradients_flow_twice(policy: str) -> None:
    x = images(4, 8, 1)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = tf.reduce_sum(tf.square(augmented(x, {policy: 1.0}, SEED)))
        gradient = inner.gradient(y, x)
        total = tf.reduce_sum(tf.square(gradient))
    assert np.isfinite(gradient).all()
    assert np.abs(gradient).max() > 0
    assert np.isfinite(outer.gradient(total, x)).all()


@pytest.mark.parametrize("policy", ["flip", "turn"])
def test_pixels_are_moved_and_not_changed(policy: str) -> None:
    x = images(32, 8, 1)
    y = augmented(x, {policy: 1.0}, SEED).numpy()
    for before, after in zip(x.numpy(), y, strict=True):
        np.testing.assert_array_equal(np.sort(before.ravel()), np.sort(after.ravel()))


def test_a_quarter_turn_is_that_of_numpy() -> None:
    x = images(64, 6, 2)
    y = augmented(x, {"turn": 1.0}, SEED).numpy()
    turns = [[np.array_equal(np.rot90(a, k), b) for k in range(4)] for a, b in zip(x.numpy(), y, strict=True)]
    assert all(any(one) for one in turns)
    assert {one.index(True) for one in turns} == {0, 1, 2, 3}


def test_cutout_leaves_a_hole_of_half_the_size() -> None:
    y = augmented(tf.ones([200, 16, 16, 1]), {"cutout": 1.0}, SEED).numpy()
    holes = (y == 0).sum(axis=(1, 2, 3))
    assert holes.max() == 64
    assert holes.min() >= 16  # a quarter of the square at least, where its centre is a corner


def test_translation_moves_up_to_an_eighth() -> None:
    x = tf.ones([300, 16, 16, 1])
    rows = augmented(x, {"translation": 1.0}, SEED).numpy().max(axis=(2, 3)).sum(axis=1)
    assert set(rows) == {14.0, 15.0, 16.0}


def test_warp_of_a_constant_is_that_constant() -> None:
    y = augmented(tf.fill([8, 9, 9, 1], 0.25), {"warp": 1.0}, SEED)
    np.testing.assert_allclose(y, 0.25, rtol=1e-5)


def test_color_keeps_where_things_are() -> None:
    """Brightness, saturation and contrast are affine in the pixels of a grey image."""
    x = images(8, 8, 1)
    y = augmented(x, {"color": 1.0}, SEED).numpy()
    for before, after in zip(x.numpy(), y, strict=True):
        fit = np.polyfit(before.ravel(), after.ravel(), 1)
        np.testing.assert_allclose(np.polyval(fit, before.ravel()), after.ravel(), atol=1e-5)


def test_cutout_is_centred_uniformly_over_all_rows() -> None:
    """Of a side of 16 the hole of 8 begins at -4, ..., 12 with one probability; each row's share follows from that."""
    y = augmented(tf.ones([20_000, 16, 16, 1]), {"cutout": 1.0}, SEED).numpy()
    covered = (y == 0).any(axis=(2, 3)).mean(axis=0)
    expected = [sum(begin <= row < begin + 8 for begin in range(-4, 13)) / 17 for row in range(16)]
    # A hole beyond both edges of the columns does not exist: each has a column of the image in it.
    np.testing.assert_allclose(covered, expected, atol=0.015)
