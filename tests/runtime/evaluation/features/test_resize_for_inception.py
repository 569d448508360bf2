"""Resizing for Inception, against loops and against Pillow."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from gancompile.runtime.evaluation.features.resize_for_inception import (
    clean_resize,
    legacy_resize,
    to_inception_range,
)


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)


def neighbours(size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of TensorFlow 1: output i stands at i * size / 299 of the input, and the last pixel is repeated."""
    position = np.arange(299, dtype=np.float32) * np.float32(size / 299)
    low = position.astype(int)
    return low, np.minimum(low + 1, size - 1), position - low


@pytest.mark.parametrize("size", [(5, 7), (32, 32), (301, 640)])
def test_the_legacy_resize_is_that_of_tensorflow_1(size: tuple[int, int]) -> None:
    pixels = noise(2, *size, 3)
    top, bottom, down = neighbours(size[0])
    left, right, along = neighbours(size[1])
    rows = pixels[:, :, left] * (1 - along)[:, None] + pixels[:, :, right] * along[:, None]
    wanted = rows[:, top] * (1 - down)[:, None, None] + rows[:, bottom] * down[:, None, None]
    found = legacy_resize(pixels)
    assert found.dtype == tf.float32
    np.testing.assert_allclose(found, wanted, atol=1e-3)
    assert np.abs(found - tf.image.resize(pixels, (299, 299))).max() > 20  # centres of pixels, as TensorFlow 2 has it


@pytest.mark.parametrize("size", [(5, 7), (32, 32), (301, 640)])
def test_the_clean_resize_is_pillows_on_float32(size: tuple[int, int]) -> None:
    pixels = noise(2, *size, 3)
    found = clean_resize(pixels)
    plane = Image.fromarray(pixels[1, :, :, 2].astype(np.float32))
    assert plane.mode == "F"
    wanted = np.asarray(plane.resize((299, 299), Image.Resampling.BICUBIC))
    np.testing.assert_array_equal(found[1, :, :, 2], np.clip(wanted, 0, 255))
    assert (found % 1).any()  # numbers between whole ones are kept


def test_the_clean_resize_cuts_off_what_overshoots() -> None:
    edge = np.zeros([1, 8, 8, 3], np.uint8)
    edge[:, :, 4:] = 255
    found = clean_resize(edge)
    assert found.min() == 0
    assert found.max() == 255


@pytest.mark.parametrize("resize", [legacy_resize, clean_resize])
def test_an_image_of_the_size_stays_as_it_is(resize) -> None:  # type: ignore[no-untyped-def]
    pixels = noise(1, 299, 299, 3)
    np.testing.assert_array_equal(resize(pixels), pixels)


def test_the_range_is_that_of_the_graph() -> None:
    for dtype in (np.uint8, np.float32):
        found = to_inception_range(np.array([0, 64, 128, 255], dtype))
        assert found.dtype == tf.float32
        np.testing.assert_array_equal(found, [-1, -0.5, 0, 127 / 128])
