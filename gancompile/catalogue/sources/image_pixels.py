"""The pixels of image files."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageOps

from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.image_header import TURNED, UNREADABLE, is_deep
from gancompile.catalogue.sources.stored_image import ImageFile, open_image

MODES = {1: "L", 3: "RGB", 4: "RGBA"}
BACKGROUND = "white"
LEVELS_OF_A_BYTE = 257
"""Levels of 16 bits for each of 8 bits."""


def read_pixels(path: ImageFile, channels: int, *, deep: bool = False, background: str = BACKGROUND) -> NDArray[Any]:
    """The pixels of an image file, upright, the first frame of several. Raises DataError.

    deep: with all levels of the file, as float32; 8 bits are scaled to 16. background: a colour that transparent pixels are laid over
    where `channels` holds no transparency. Returns: [height, width, channels] uint8, or float32 where `deep`.
    """
    try:
        with open_image(path) as image:
            upright = ImageOps.exif_transpose(image) if image.format in TURNED else image
            pixels = _deep_pixels(upright, channels, background) if deep else _bytes(upright, channels, background)
    except UNREADABLE as error:
        raise DataError(f"`{path}` cannot be decoded: {error}") from error
    return pixels[..., None] if pixels.ndim == 2 else pixels


def _bytes(image: Image.Image, channels: int, background: str) -> NDArray[np.uint8]:
    if is_deep(image.mode):
        # Pillow cuts 16 bits off at 255 where it converts.
        image = Image.fromarray((np.asarray(image).clip(0, 65535) // LEVELS_OF_A_BYTE).astype(np.uint8))
    if channels < 4 and image.has_transparency_data:
        above = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, ImageColor.getcolor(background, "RGBA")), above)
    return np.asarray(image.convert(MODES[channels]), np.uint8)


def _deep_pixels(image: Image.Image, channels: int, background: str) -> NDArray[np.float32]:
    scale, grey = (1, image) if is_deep(image.mode) else (LEVELS_OF_A_BYTE, _bytes(image, 1, background))
    pixels = np.asarray(grey, np.float32) * scale
    return pixels if channels == 1 else np.repeat(pixels[..., None], channels, axis=2)
