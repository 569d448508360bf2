"""The animation of samples over time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from gancompile.runtime.pictures import as_png
from gancompile.runtime.report import ANIMATION, write_animation
from gancompile.runtime.report.animation import STRIP


def write(folder: Path, round: int, size: int, value: int) -> None:
    (folder / "samples").mkdir(exist_ok=True)
    (folder / "samples" / f"round_{round:08d}.png").write_bytes(as_png(np.full((size, size, 3), value, np.uint8)))


def test_one_picture_is_no_animation(tmp_path: Path) -> None:
    write(tmp_path, 0, 4, 0)
    assert write_animation(tmp_path) is None
    assert not (tmp_path / ANIMATION).exists()


def test_frames_of_a_network_that_grows_have_one_size(tmp_path: Path) -> None:
    for number, size in enumerate((8, 8, 16)):
        write(tmp_path, number, size, 50 * (number + 1))
    path = write_animation(tmp_path)
    assert path == tmp_path / ANIMATION
    with Image.open(path) as animation:
        assert animation.size == (16, 16 + STRIP)
        for frame in range(3):
            animation.seek(frame)
            assert np.asarray(animation.convert("RGB"))[STRIP:].min() == 50 * (frame + 1)
