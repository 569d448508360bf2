"""Walks between seeds: what is on the way, and the films of it."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gancompile.cli import main
from gancompile.runtime.pictures import FilmError, check_film, write_film
from gancompile.runtime.sampling import open_model
from gancompile.runtime.sampling.row_source import signature_source
from gancompile.runtime.sampling.walk import spherical, walk_source

Capture = pytest.CaptureFixture[str]


def test_an_arc_keeps_the_norm() -> None:
    a, b = np.eye(4, dtype=np.float32)[:2][:, None]
    share = np.linspace(0, 1, 9)
    made = spherical(np.repeat(a, 9, 0), np.repeat(b, 9, 0), share)
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1, rtol=1e-6)
    np.testing.assert_allclose(np.arctan2(made[:, 1], made[:, 0]), share * np.pi / 2, atol=1e-6)
    same = np.array([[0.0, 0.0], [1.0, 2.0], [1.0, 0.0]], np.float32)
    np.testing.assert_allclose(spherical(same, same, np.array([0.2, 0.5, 0.7])), same, atol=1e-6)


def test_a_walk_begins_and_ends_with_the_samples_of_its_seeds(digits: Path) -> None:
    model = open_model(digits)
    source = walk_source(model, [7, 8, 9], 21, {"label": "3,4,5"})
    frames = source.answer(range(21))["image"].astype(int)
    for frame, seed, label in ((0, 7, 3), (10, 8, 4), (20, 9, 5)):
        one = signature_source(model, "sample", {"label": str(label)}, number=1, seed=seed).answer([0])["image"]
        np.testing.assert_allclose(frames[frame], one[0], atol=1)
    # The class changes half way.
    first, second = (walk_source(model, [7, 8, 9], 21, {"label": one}).answer(range(21))["image"] for one in "34")
    np.testing.assert_array_equal(frames[:5], first[:5])
    np.testing.assert_array_equal(frames[5:15], second[5:15])


def test_films_and_folders_of_frames(digits: Path, tmp_path: Path, capsys: Capture) -> None:
    arguments = ["sample", str(digits), "--interpolate", "7,8", "--label", "3", "--frames", "12", "-o"]
    for name in ("walk.gif", "walk.webp"):
        assert main([*arguments, str(tmp_path / name)]) == 0
        with Image.open(tmp_path / name) as film:
            assert film.n_frames > 6  # type: ignore[attr-defined]
            assert film.size == (32, 32)
    assert main([*arguments, f"{tmp_path}/frames/"]) == 0
    assert len(list((tmp_path / "frames").glob("*.png"))) == 12
    with Image.open(tmp_path / "frames" / "00011.png") as frame:
        assert (frame.size, frame.mode) == ((8, 8), "L")
    assert capsys.readouterr().err == ""
    for wrong in (
        ["--interpolate", "7,8", "-n", "3"],
        ["--frames", "3"],
        ["--interpolate", "7,8", "--signature", "encode"],
    ):
        assert main(["sample", str(digits), *wrong, "-o", str(tmp_path / "x.gif")]) == 2


def test_mp4_needs_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = [np.full((9, 7, 3), value, np.uint8) for value in (0, 255)]
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FilmError, match=r"`walk.mp4` needs the program `ffmpeg`.*`-o walk.gif`"):
        check_film(tmp_path / "walk.mp4")
    program = tmp_path / "ffmpeg"
    program.write_text('#!/bin/sh\nfor last; do :; done\necho "$@" > "$last"\n/bin/cat >> "$last"\n')
    program.chmod(0o755)
    write_film(frames, tmp_path / "walk.mp4")
    asked, _, pixels = (tmp_path / "walk.mp4").read_bytes().partition(b"\n")
    assert b"-s 28x36" in asked
    assert len(pixels) == 2 * 28 * 36 * 3
    program.write_text('#!/bin/sh\necho "no such encoder" >&2\nexit 1\n')
    before = (tmp_path / "walk.mp4").read_bytes()
    with pytest.raises(FilmError, match="ffmpeg failed: no such encoder"):
        write_film(frames, tmp_path / "walk.mp4")
    assert (tmp_path / "walk.mp4").read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == ["ffmpeg", "walk.mp4"]
