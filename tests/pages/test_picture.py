"""Pictures of samples, embedded in a page."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import numpy as np
from PIL import Image

from gancompile.pages import ABOUT, read_pictures
from gancompile.pages.picture import LARGEST_FILE, Picture
from gancompile.runtime.pictures import as_png, draw_samples, enlargement


def write(folder: Path, round: int, pixels: np.ndarray, **about: object) -> None:
    (folder / f"round_{round:08d}.png").write_bytes(as_png(pixels, {ABOUT: json.dumps(about)} if about else None))


def pixels_of(picture: Picture) -> np.ndarray:
    content = base64.b64decode(picture.source.partition(",")[2])
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def test_a_grid_is_embedded_before_its_enlargement(tmp_path: Path) -> None:
    """Each pixel of a sample is one pixel, with gaps of one between samples; the page enlarges it for its width."""
    images = np.random.default_rng(0).integers(0, 255, (6, 5, 4, 1), np.uint8)
    write(tmp_path, 7, draw_samples(images, columns=3), enlargement=enlargement(5, 4), columns=["a", "b", "c"])
    (picture,) = read_pictures(tmp_path)
    assert (picture.width, picture.height) == (3 * 5 + 1, 2 * 6 + 1)
    assert (picture.round, picture.is_grid, picture.columns) == (7, True, ("a", "b", "c"))
    np.testing.assert_array_equal(pixels_of(picture)[7:12, 6:10, 0], images[4, :, :, 0])


def test_a_picture_that_says_nothing_is_shown_as_it_is(tmp_path: Path) -> None:
    plot = np.full((6, 8, 3), 90, np.uint8)
    write(tmp_path, 0, plot)
    (picture,) = read_pictures(tmp_path)
    assert (picture.is_grid, picture.columns, picture.turns) == (False, (), ())
    np.testing.assert_array_equal(pixels_of(picture), plot)


def test_a_large_picture_is_embedded_small(tmp_path: Path) -> None:
    write(tmp_path, 0, np.random.default_rng(0).integers(0, 255, (1600, 800, 3), np.uint8), enlargement=1)
    (picture,) = read_pictures(tmp_path)
    assert (picture.width, picture.height) == (640, 1280)
    assert picture.source.startswith("data:image/webp")
    assert (tmp_path / "round_00000000.png").stat().st_size > LARGEST_FILE


def test_pictures_come_in_the_order_of_their_rounds(tmp_path: Path) -> None:
    for round in (100_000_000, 99_999_999, 3):
        write(tmp_path, round, np.zeros((2, 2, 3), np.uint8))
    (tmp_path / "round_best.png").write_bytes(b"")
    (tmp_path / "round_00000004.png").write_bytes(b"\x89PNG, cut off")
    assert [one.round for one in read_pictures(tmp_path)] == [3, 99_999_999, 100_000_000]
    assert [one.round for one in read_pictures(tmp_path, newest=1)] == [100_000_000]


def test_a_file_that_has_changed_is_read_again(tmp_path: Path) -> None:
    for value in (10, 200):
        write(tmp_path, 5, np.full((2, value, 3), value, np.uint8))
        (picture,) = read_pictures(tmp_path)
        assert int(pixels_of(picture).mean()) == value
