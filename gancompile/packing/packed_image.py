"""An image as it is packed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from gancompile.catalogue.sources.image_header import (
    TURNED,
    UNREADABLE,
    UnreadableImageError,
    has_transparent_pixels,
    is_deep,
    read_header,
)
from gancompile.catalogue.sources.image_pixels import LEVELS_OF_A_BYTE
from gancompile.catalogue.sources.stored_image import StoredImage
from gancompile.packing.options import PackOptions

FORMATS: dict[str, dict[str, Any]] = {
    "png": {},
    "jpeg": {"quality": 95, "subsampling": 0},
    "webp": {"lossless": True},
}
"""The formats that images are written in, and what Pillow is given for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedImage:
    """content: of an image file. size: height and width as it is seen. deep, cut, transparent: as in the index."""

    content: bytes
    size: tuple[int, int]
    deep: bool
    cut: bool
    transparent: bool


def packed_image(path: Path, options: PackOptions) -> PackedImage:
    """An image file, decoded once to see that it is whole. Raises UnreadableImageError, and OSError for a file that cannot be opened."""
    content = path.read_bytes()
    image = _stored(path, content)
    transparent = has_transparent_pixels(image)
    if options.size or options.format:
        content = _transcoded(content, options)
        image = _stored(path, content)
    header = read_header(image)
    return PackedImage(
        content=content,
        size=(header.height, header.width),
        deep=header.deep,
        cut=header.cut,
        transparent=transparent and header.transparent,
    )


def _stored(path: Path, content: bytes) -> StoredImage:
    return StoredImage(str(path), lambda: content)


def _transcoded(content: bytes, options: PackOptions) -> bytes:
    """The first frame, upright, resized and encoded anew. Raises UnreadableImageError."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            format = options.format or _own_format(image)
            made = _in_plain_mode(ImageOps.exif_transpose(image) if image.format in TURNED else image, format)
            if options.size is not None:
                made = made.resize(options.size[::-1], Image.Resampling.LANCZOS)
            file = io.BytesIO()
            (_in_16_bits(made) if is_deep(made.mode) else made).save(file, format, **FORMATS[format])
            return file.getvalue()
    except UNREADABLE as error:
        raise UnreadableImageError(str(error)) from error


def _own_format(image: Image.Image) -> str:
    """The format of a resized image for which none is given: that of its file, or PNG."""
    format = (image.format or "").lower()
    return format if format in FORMATS else "png"


def _in_plain_mode(image: Image.Image, format: str) -> Image.Image:
    """The image in a mode that can be resized and that the format holds. JPEG holds no transparency: white is laid under it."""
    if image.mode == "F":
        raise ValueError(f"{format} holds no real numbers")
    if is_deep(image.mode):
        levels = image.convert("I")
        return levels if format == "png" else levels.point(lambda level: level / LEVELS_OF_A_BYTE).convert("L")
    if image.has_transparency_data:
        above = image.convert("RGBA")
        return (
            Image.alpha_composite(Image.new("RGBA", image.size, "white"), above).convert("RGB")
            if format == "jpeg"
            else above
        )
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _in_16_bits(image: Image.Image) -> Image.Image:
    """A grey image of whole numbers in the one form of them that PNG holds."""
    return Image.fromarray(np.asarray(image).clip(0, 65535).astype(np.uint16))
