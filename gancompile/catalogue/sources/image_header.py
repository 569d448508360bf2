"""The headers of image files: height and width as the image is seen."""

from __future__ import annotations

from pathlib import Path

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp")
TURNED = ("JPEG", "WEBP")
"""The formats of cameras, whose EXIF orientation is followed."""
ORIENTATION = 0x0112
SIDEWAYS = frozenset({5, 6, 7, 8})
"""The EXIF orientations that exchange height and width."""


class UnreadableImageError(Exception):
    """A file that is no image; the message is that of Pillow."""


def read_size(path: Path) -> tuple[int, int]:
    """Height and width, with the EXIF orientation applied. Raises UnreadableImageError."""
    from PIL import Image

    try:
        with Image.open(path) as image:
            sideways = image.format in TURNED and image.getexif().get(ORIENTATION) in SIDEWAYS
            return (image.width, image.height) if sideways else (image.height, image.width)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadableImageError(str(error)) from error
