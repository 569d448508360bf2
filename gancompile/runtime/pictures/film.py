"""Films of images: animated GIF and WebP files, and MP4 by an `ffmpeg` that is installed."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gancompile.files import write_atomically
from gancompile.runtime.pictures.samples import as_frame

FRAMES_A_SECOND = 25
FILMS = (".gif", ".webp", ".mp4")
LOSSLESS_PIXELS = 20_000_000
"""Of all frames together: more are stored with losses, which is smaller and faster."""


class FilmError(Exception):
    """A film that cannot be written; the message is for the user."""


def write_film(images: Sequence[NDArray[np.uint8]], path: Path) -> None:
    """Writes images [height, width, channels] as a film; small ones are enlarged by a whole number. Raises FilmError."""
    frames = [as_frame(image) for image in images]
    if path.suffix.lower() == ".mp4":
        _write_mp4(frames, path)
        return
    write_atomically(path, _webp(frames) if path.suffix.lower() == ".webp" else _gif(frames))


def check_film(path: Path) -> None:
    """Raises FilmError where a film could not be written, before its images are made."""
    if path.suffix.lower() == ".mp4" and shutil.which("ffmpeg") is None:
        raise FilmError(
            f"`{path.name}` needs the program `ffmpeg`, and there is none on PATH; `-o {path.stem}.gif` and `-o {path.stem}.webp` do not"
        )


def _gif(frames: Sequence[NDArray[np.uint8]]) -> bytes:
    is_grey = all((frame[..., :1] == frame).all() for frame in frames)
    made = [Image.fromarray(frame[..., 0]) if is_grey else Image.fromarray(frame).quantize(256) for frame in frames]
    buffer = io.BytesIO()
    made[0].save(buffer, "GIF", save_all=True, append_images=made[1:], loop=0, duration=1000 // FRAMES_A_SECOND)
    return buffer.getvalue()


def _webp(frames: Sequence[NDArray[np.uint8]]) -> bytes:
    buffer = io.BytesIO()
    made = [Image.fromarray(frame) for frame in frames]
    is_lossless = sum(frame.shape[0] * frame.shape[1] for frame in frames) <= LOSSLESS_PIXELS
    made[0].save(
        buffer, "WEBP", save_all=True, append_images=made[1:], loop=0, duration=1000 // FRAMES_A_SECOND, lossless=is_lossless,
        quality=50 if is_lossless else 90, method=2,
    )  # fmt: skip
    return buffer.getvalue()


def _write_mp4(frames: Sequence[NDArray[np.uint8]], path: Path) -> None:
    # Players show the colours of MP4 files at half the resolution, which needs even sizes.
    even = [np.pad(frame, [(0, frame.shape[0] % 2), (0, frame.shape[1] % 2), (0, 0)], mode="edge") for frame in frames]
    check_film(path)
    with tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix=f".{path.stem}.") as folder:
        made = Path(folder) / "film.mp4"
        size = f"{even[0].shape[1]}x{even[0].shape[0]}"
        command = [
            "ffmpeg", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", str(FRAMES_A_SECOND), "-i", "-",
            "-an", "-pix_fmt", "yuv420p", "-movflags", "+faststart", str(made),
        ]  # fmt: skip
        done = subprocess.run(
            command, input=b"".join(frame.tobytes() for frame in even), capture_output=True, check=False
        )
        if done.returncode or not made.exists():
            reason = done.stderr.decode(errors="replace").strip().splitlines()
            raise FilmError(f"ffmpeg failed{f': {reason[-1]}' if reason else ''}; `-o {path.stem}.gif` needs none")
        os.replace(made, path)
