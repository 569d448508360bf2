"""The headers of image files: height and width as the image is seen, and what its pixels hold."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from PIL import Image

from gancompile.catalogue.sources.stored_image import ImageFile, open_image

SUFFIXES = (
    ".avif", ".bmp", ".gif", ".jfif", ".jp2", ".jpeg", ".jpg", ".pbm", ".pgm", ".png", ".ppm", ".tga", ".tif", ".tiff", ".webp",
)  # fmt: skip
TURNED = ("JPEG", "TIFF", "WEBP")
"""The formats of cameras, whose EXIF orientation is followed."""
ORIENTATION = 0x0112
SIDEWAYS = frozenset({5, 6, 7, 8})
"""The EXIF orientations that exchange height and width."""
HEADERS = 200
"""At most so many headers are read of each folder, evenly spread."""

One = TypeVar("One")


UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError)
"""The exceptions of Pillow for unreadable files."""


class UnreadableImageError(Exception):
    """A file that is no image; the message is that of Pillow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageHeader:
    """The header of an image.

    deep: whether it is grey with more than 256 levels, or real numbers. cut: whether it has colours of 16 bits, of which 8 are read.
    transparent: whether it can hold transparent pixels.
    """

    height: int
    width: int
    deep: bool
    cut: bool
    transparent: bool


def read_size(path: ImageFile) -> tuple[int, int]:
    """Height and width, with the EXIF orientation applied. Raises UnreadableImageError."""
    header = read_header(path)
    return header.height, header.width


def read_header(path: ImageFile) -> ImageHeader:
    """The header, height and width with the EXIF orientation applied. Raises UnreadableImageError."""
    try:
        with open_image(path) as image:
            sideways = image.format in TURNED and image.getexif().get(ORIENTATION) in SIDEWAYS
            height, width = (image.width, image.height) if sideways else (image.height, image.width)
            return ImageHeader(
                height=height,
                width=width,
                deep=is_deep(image.mode),
                cut=not is_deep(image.mode) and _has_16_bits(image),
                transparent="A" in image.mode or "transparency" in image.info,
            )
    except UNREADABLE as error:
        raise UnreadableImageError(_reason(path, error)) from error


def has_transparent_pixels(path: ImageFile) -> bool:
    """Whether an image has pixels that are not opaque. Decodes the whole image. Raises UnreadableImageError."""
    try:
        with open_image(path) as image:
            image.load()
            if not image.has_transparency_data:
                return False
            (least, _) = image.convert("RGBA").getchannel("A").getextrema()
            return bool(least < 255)
    except UNREADABLE as error:
        raise UnreadableImageError(_reason(path, error)) from error


def is_deep(mode: str) -> bool:
    """Whether pixels of a mode of Pillow are whole numbers of more than 8 bits, or real numbers."""
    return mode.startswith("I") or mode == "F"


def keeps_depth(headers: Iterable[ImageHeader], channels: int) -> bool:
    """Whether images are read with all their levels: grey where some of them have more than 8 bits, colours where all of them do."""
    deep = [header.deep for header in headers]
    return any(deep) if channels == 1 else channels < 4 and all(deep)


def spread(files: Sequence[One], number: int = HEADERS) -> Sequence[One]:
    """At most `number` of the files, evenly spread and without the first ones of all, which are often alike."""
    return files[:: -(-len(files) // number)]


def _has_16_bits(image: Any) -> bool:
    """Whether the file holds 16 bits a channel, as PNG files do that Pillow reads as 8 bits."""
    return any("16" in str(tile[3]) for tile in getattr(image, "tile", ()) if len(tile) > 3)


def _reason(path: ImageFile, error: Exception) -> str:
    """Why an image cannot be read. Pillow's reason for a format that it lacks names the whole path again."""
    if "cannot identify" not in str(error):
        return str(error)
    if not isinstance(path, Path):
        return "its format is not known"
    try:
        return "it is empty" if not path.stat().st_size else "its format is not known"
    except OSError:
        return str(error)
