"""The headers of WAV files. Floating-point samples are read too, which Python's `wave` refuses."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from math import gcd
from pathlib import Path
from typing import IO

SUFFIXES = (".wav",)
PCM, REAL, EXTENSIBLE = 1, 3, 0xFFFE
BITS = {PCM: (8, 16, 24, 32), REAL: (32, 64)}
LEAST_RATE, MOST_RATE = 1000, 768_000
STREAMED = 0x7FFFFFFF
"""Sizes from this one on mean: up to the end of the file."""


class WavError(ValueError):
    """A file that cannot be read; the message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WavHeader:
    """rate: frames per second, each a number for every channel. is_real: floating point. at: the position of the first byte."""

    rate: int
    channels: int
    bits: int
    is_real: bool
    frames: int
    at: int


def read_header(path: Path) -> WavHeader:
    """The header of a file; its samples are not read. Raises WavError."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            return _header(file, size)
    except (OSError, struct.error) as error:
        raise WavError(str(error)) from error


def _header(file: IO[bytes], size: int) -> WavHeader:
    """The chunks of a RIFF file up to `data`."""
    riff, _, kind = struct.unpack("<4sI4s", file.read(12).ljust(12, b"\0"))
    if (riff, kind) != (b"RIFF", b"WAVE"):
        raise WavError("it is no WAV file")
    format = None
    while len(head := file.read(8)) == 8:
        name, length = struct.unpack("<4sI", head)
        if name == b"fmt ":
            format = _format(file.read(length))
            file.seek(length % 2, 1)
        elif name == b"data" and format:
            return _with_data(format, file.tell(), length, size)
        else:
            file.seek(length + length % 2, 1)
    raise WavError("it breaks off before its sound")


def _format(chunk: bytes) -> tuple[int, int, int, int]:
    kind, channels, rate, _, _, bits = struct.unpack("<HHIIHH", chunk[:16])
    if kind == EXTENSIBLE and len(chunk) >= 26:
        (kind,) = struct.unpack("<H", chunk[24:26])
    if bits not in BITS.get(kind, ()):
        known = "8, 16, 24 or 32 bits of whole numbers, 32 or 64 of real ones"
        raise WavError(f"its sound is of kind {kind} with {bits} bits; known are {known}")
    if not channels or not LEAST_RATE <= rate <= MOST_RATE:
        raise WavError(f"its header has {channels} channels and {rate} frames a second")
    return kind, channels, rate, bits


def _with_data(format: tuple[int, int, int, int], at: int, length: int, size: int) -> WavHeader:
    kind, channels, rate, bits = format
    if length < STREAMED and at + length > size:
        raise WavError(f"it breaks off: {length:,} bytes of sound are announced, {size - at:,} are there")
    frames = min(length, size - at) // (channels * bits // 8)
    return WavHeader(rate=rate, channels=channels, bits=bits, is_real=kind == REAL, frames=frames, at=at)


def ratio(before: int, after: int) -> tuple[int, int]:
    """The factor and the divisor of the number of frames from one rate to another, in lowest terms."""
    common = gcd(before, after)
    return after // common, before // common


def frames_at(header: WavHeader, rate: int) -> int:
    """The number of frames at another rate."""
    up, down = ratio(header.rate, rate)
    return -(-header.frames * up // down)


def windows_of(header: WavHeader, rate: int, window: int) -> int:
    """The number of windows of a file; the last one is padded."""
    return -(-frames_at(header, rate) // window)
