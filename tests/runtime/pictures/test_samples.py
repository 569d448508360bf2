"""Pictures of samples: what is given beside what is made of it."""

from __future__ import annotations

import numpy as np

from gancompile.runtime.pictures.samples import beside, draw_samples


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
