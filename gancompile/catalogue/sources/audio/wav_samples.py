"""The samples of a WAV file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gancompile.catalogue.sources.audio.resample import resample
from gancompile.catalogue.sources.audio.wav_header import WavError, WavHeader, read_header
from gancompile.catalogue.sources.data_error import DataError


def read_sound(path: Path, rate: int) -> NDArray[np.float32]:
    """A file at a sample rate, its channels averaged: [frames] in [-1, 1]. Raises DataError."""
    try:
        header = read_header(path)
        with path.open("rb") as file:
            file.seek(header.at)
            numbers = _numbers(file.read(header.frames * header.channels * header.bits // 8), header)
    except (OSError, WavError) as error:
        raise DataError(f"`{path}` cannot be read: {error}") from error
    if not np.isfinite(numbers).all():
        raise DataError(f"`{path}` holds values that are no numbers")
    mono = numbers.reshape(-1, header.channels).mean(axis=1)
    return resample(mono, header.rate, rate).clip(-1, 1).astype(np.float32)


def _numbers(data: bytes, header: WavHeader) -> NDArray[np.float64]:
    """All samples; whole numbers are divided by half of their range."""
    if header.is_real:
        return np.frombuffer(data, f"<f{header.bits // 8}").astype(np.float64)
    if header.bits == 8:
        return (np.frombuffer(data, np.uint8).astype(np.float64) - 128) / 128
    if header.bits == 24:
        wide = np.zeros((len(data) // 3, 4), np.uint8)
        wide[:, 1:] = np.frombuffer(data, np.uint8).reshape(-1, 3)
        data = wide.tobytes()
    width = 2 if header.bits == 16 else 4
    return np.frombuffer(data, f"<i{width}").astype(np.float64) / 2.0 ** (8 * width - 1)
