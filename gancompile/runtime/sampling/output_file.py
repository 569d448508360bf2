"""A file for one sample, in the format that suits what it is."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gancompile.catalogue.sources.audio.wav_bytes import wav_bytes
from gancompile.deployment import PNG_CHANNELS
from gancompile.runtime.sampling.contract_file import Port
from gancompile.runtime.sampling.output import as_pixels

PNG_END = b"IEND\xaeB`\x82"


def file_suffix(port: Port, encoding: Mapping[str, Any] | None) -> str | None:
    """The suffix of the files of an output, a file for each sample; None where all samples belong into one table.

    Images are `.png`, sounds `.wav`, other numbers with several axes `.npy`.
    """
    if encoding is not None:
        return ".wav" if encoding["kind"] == "sound" else None
    shape = port.shape or ()
    return ".png" if is_picture(port) else ".npy" if len(shape) > 2 else None


def is_picture(port: Port) -> bool:
    """Whether an output is images that a PNG file can hold."""
    shape = port.shape or ()
    return len(shape) == 4 and shape[3] in PNG_CHANNELS and (port.dtype == "uint8" or port.range is not None)


def pixels_of(values: NDArray[Any], port: Port) -> NDArray[np.uint8]:
    """Images of an output as pixels: [n, height, width, channels] uint8."""
    if values.dtype == np.uint8 or port.range is None:
        return values
    made: NDArray[np.uint8] = as_pixels(values, {"low": port.range[0], "high": port.range[1]}).numpy()
    return made


def file_bytes(value: Any, port: Port, encoding: Mapping[str, Any] | None) -> bytes:
    """One sample as the content of its file. value: of the output, without the axis of rows."""
    suffix = file_suffix(port, encoding)
    if suffix == ".wav" and encoding is not None:
        return wav_bytes(value, encoding["rate"])
    buffer = io.BytesIO()
    if suffix == ".png":
        pixels = pixels_of(value[None], port)[0]
        Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels).save(buffer, "PNG")
    else:
        np.save(buffer, value, allow_pickle=False)
    return buffer.getvalue()


def is_complete(path: Path) -> bool:
    """Whether a file that should hold a sample is there with its end."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - len(PNG_END)))
            return size > 0 and (path.suffix != ".png" or file.read() == PNG_END)
    except OSError:
        return False
