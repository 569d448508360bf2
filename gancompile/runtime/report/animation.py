"""The samples over time as an animated WebP file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from gancompile.files import write_atomically
from gancompile.pages import picture_files

ANIMATION = Path("samples") / "progress.webp"
"""In a build's folder."""
LARGEST_SIDE = 960
FRAME_MILLISECONDS, LAST_MILLISECONDS = 400, 2000
LOSSLESS_PIXELS = 3_000_000
"""Of all frames together: more are stored with losses, which is smaller and faster."""
STRIP = 16
"""The height of the line that names the round."""


def write_animation(folder: Path) -> Path | None:
    """Writes the animation of a build's pictures. Returns: its path; None where there are fewer than two pictures."""
    files = picture_files(folder / "samples")
    if len(files) < 2:
        return None
    frames = _frames(files)
    buffer = io.BytesIO()
    is_lossless = sum(frame.width * frame.height for frame in frames) <= LOSSLESS_PIXELS
    frames[0].save(
        buffer, format="WEBP", save_all=True, append_images=frames[1:], loop=0, lossless=is_lossless, method=0,
        quality=20 if is_lossless else 85, duration=[FRAME_MILLISECONDS] * (len(frames) - 1) + [LAST_MILLISECONDS],
    )  # fmt: skip
    write_atomically(folder / ANIMATION, buffer.getvalue())
    return folder / ANIMATION


def _frames(files: Sequence[tuple[int, Path]]) -> list[Image.Image]:
    """All pictures at the size of the last one, which is the largest where a network grows, under a line with the round."""
    with Image.open(files[-1][1]) as last:
        size = _reduced(last.size)
    frames = []
    for round, path in files:
        with Image.open(path) as image:
            pixels = image.convert("RGB")
        smooth = pixels.width > size[0] or pixels.height > size[1]
        kernel = Image.Resampling.LANCZOS if smooth else Image.Resampling.NEAREST
        frame = Image.new("RGB", (size[0], size[1] + STRIP), (24, 24, 24))
        frame.paste(pixels if pixels.size == size else pixels.resize(size, kernel), (0, STRIP))
        ImageDraw.Draw(frame).text((4, 2), f"round {round:,}", fill=(230, 230, 230))
        frames.append(frame)
    return frames


def _reduced(size: tuple[int, int]) -> tuple[int, int]:
    """A size whose longer side is within the bound, in the same proportion."""
    scale = min(1.0, LARGEST_SIDE / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
