"""Pictures of samples: what is given beside what is made of it."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.pictures.samples import beside, draw_samples, drawing_rule


def test_sets_stand_beside_each_other_in_turn() -> None:
    small = np.arange(2, dtype=np.uint8).repeat(4).reshape(2, 2, 2, 1) * 100
    large = np.full((2, 4, 4, 3), 7, np.uint8)
    made = beside([small, large])
    assert made.shape == (4, 4, 4, 3)
    assert [int(one.mean()) for one in made] == [0, 7, 100, 7]


def test_small_images_are_enlarged_by_whole_pixels() -> None:
    checkers = np.array([[0, 9], [5, 1]], np.uint8).reshape(1, 2, 2, 1)
    (made, _) = beside([checkers, np.zeros((1, 4, 4, 1), np.uint8)])
    np.testing.assert_array_equal(made[..., 0], np.kron(checkers[0, :, :, 0], np.ones((2, 2), np.uint8)))


def test_a_grid_has_the_columns_asked_for() -> None:
    picture = draw_samples(np.zeros((8, 32, 32, 1), np.uint8), columns=4)
    assert picture.shape == (2 * 34 + 2, 4 * 34 + 2, 3)


@pytest.mark.parametrize(
    ("images", "pixel", "rule"),
    [
        (np.full((1, 1, 1, 1), 7, np.uint8), [7, 7, 7], None),
        (np.full((1, 1, 1, 2), 7, np.uint8), [7, 7, 7], "the first of 2 channels is drawn as grey"),
        (np.array([[[[10, 20, 30, 0]]]], np.uint8), [255, 255, 255], "transparent pixels are drawn over white"),
        (np.array([[[[10, 20, 30, 255]]]], np.uint8), [10, 20, 30], "transparent pixels are drawn over white"),
        (
            np.arange(5, dtype=np.uint8).reshape(1, 1, 1, 5),
            [0, 1, 2],
            "the first 3 of 5 channels are drawn as red, green and blue",
        ),
    ],
)
def test_images_of_any_number_of_channels(images: Any, pixel: list[int], rule: str | None) -> None:
    drawn = draw_samples(images)
    assert drawn[drawn.shape[0] // 2, drawn.shape[1] // 2].tolist() == pixel
    assert drawing_rule(images) == rule


@pytest.mark.parametrize("values", [[-3.0, 1.0], [0.0, 4000.0], [0.2, 0.2], [np.nan, 1.0], [-np.inf, np.inf]])
def test_images_of_any_range_are_stretched(values: list[float]) -> None:
    images = np.array(values, np.float32).reshape(2, 1, 1, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = draw_samples(images, columns=2)
    if values in ([-3.0, 1.0], [0.0, 4000.0]):
        assert {tuple(drawn[drawn.shape[0] // 2, x]) for x in (drawn.shape[1] // 4, 3 * drawn.shape[1] // 4)} == {
            (0, 0, 0), (255, 255, 255),
        }  # fmt: skip
    assert drawing_rule(images) == "the least value is drawn black and the largest white"


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros((5, 12, 3)), np.full((20, 4, 1), np.nan), np.zeros((0, 4, 2)), np.zeros((3, 2)), np.full((3, 2), np.inf),
        np.zeros((3, 1)), np.zeros((0, 2)), np.zeros((2, 3, 4, 5, 6)),
    ],
    ids=lambda samples: str(samples.shape),
)  # fmt: skip
def test_anything_is_drawn_without_a_warning(samples: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for reals in (None, samples):
            drawn = draw_samples(samples.astype(np.float32), reals=reals)
            assert drawn.ndim == 3
            assert drawn.dtype == np.uint8


def test_columns_have_titles() -> None:
    images = np.zeros((4, 40, 40, 1), np.uint8)
    plain, titled = draw_samples(images, columns=2), draw_samples(images, columns=2, titles=["cat", "a very long name"])
    assert titled.shape[0] > plain.shape[0]
    assert (titled[-plain.shape[0] :] == plain).all()
    title = titled[: -plain.shape[0]]
    assert title[:, : plain.shape[1] // 2].max() > 200
    assert title[:, plain.shape[1] // 2 :].max() > 200
