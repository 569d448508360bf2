"""Parts of an axis."""

from __future__ import annotations

import numpy as np
import pytest

from gancompile.runtime.layers import Slice

CASES = [
    ((0, 3), {}, (2, 7), np.s_[:, 0:3]), ((-3,), {}, (2, 7), np.s_[:, -3:]), ((2, -1), {"axis": 1}, (2, 5, 4, 3), np.s_[:, 2:-1]),
    ((1, 2), {"axis": -2}, (2, 5, 4, 3), np.s_[:, :, 1:2]), ((), {}, (2, 7), np.s_[:]), ((1,), {"axis": -1}, (2, 3, 4), np.s_[..., 1:]),
]  # fmt: skip


@pytest.mark.parametrize(("bounds", "more", "shape", "where"), CASES)
def test_it_is_the_slice_of_python(check_layer, rng, bounds, more, shape, where):
    layer = Slice(*bounds, **more)
    check_layer(layer, rng.normal(size=shape).astype(np.float32), lambda _, x: x[where])


@pytest.mark.parametrize(
    ("arguments", "shape"),
    [((0, 8), (2, 7)), ((5, 3), (2, 7)), ((-9,), (2, 7)), ((0, 1, -2), (2, 7)), ((0, 1, 4), (2, 7))],
)
def test_refuses_what_lies_outside(arguments, shape):
    with pytest.raises(ValueError, match="must lie within an axis"):
        Slice(*arguments)(np.zeros(shape))


def test_refuses_other_bounds():
    for arguments in ((0.5,), (0, True), (None,)):
        with pytest.raises(ValueError, match="must be an integer"):
            Slice(*arguments)
    with pytest.raises(ValueError, match="must not be the batch"):
        Slice(0, 1, 0)
