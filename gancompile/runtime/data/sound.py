"""WAV files: from sounds to windows of numbers, and from numbers to sounds."""

from __future__ import annotations

import io
import wave
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.data.errors import DataError
from gancompile.wav import WavError, WavHeader, frames_at, ratio, read_header

Sound = NDArray[np.float32]
ZEROS = 16
"""Of the filter, on each side of its middle."""
BETA = 9.0
"""Of the Kaiser window: about 90 dB in the stop band."""
PASSED = 0.95
"""Of the lower of both rates' bands, so that the filter has room to fall."""
PIECE = 1 << 15


def load_audio(
    folder: str, rate: int = 16000, window: int = 16384, labels: str | None = None, encoding: Any = None
) -> dict[str, NDArray[Any]]:
    """All sounds below a folder as `sound` [windows, window, 1] in [-1, 1], and the numbers of sub-folders as `label`.

    Several channels become their mean. The last window of a sound is filled up with zeros. encoding: said by the rate already.
    Raises DataError.
    """
    root = Path(folder)
    found = (path for path in root.rglob("*") if path.suffix.lower() == ".wav" and path.is_file())
    paths = sorted(p for p in found if not any(part.startswith(".") for part in p.relative_to(root).parts))
    if not paths:
        raise DataError(f"folder `{folder}` holds no sounds")
    tops = [path.relative_to(root).parts[0] if path.parent != root else "" for path in paths]
    if labels == "folders" and "" in tops:
        raise DataError(f"`{paths[tops.index('')]}` is in no sub-folder of `{folder}`, and so has no label")
    pieces = [cut(read_sound(path, rate), window) for path in paths]
    arrays: dict[str, NDArray[Any]] = {"sound": np.concatenate(pieces)[..., None]}
    if labels == "folders" or (labels is None and "" not in tops):
        order = {name: number for number, name in enumerate(sorted(set(tops)))}
        arrays["label"] = np.repeat(np.array([order[top] for top in tops], np.int32), [len(piece) for piece in pieces])
    return arrays


def read_sound(path: Path, rate: int) -> Sound:
    """A file at that rate, its channels mixed: [frames] in [-1, 1]. Raises DataError."""
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
    made = resample(mono, header.rate, rate)
    assert len(made) == frames_at(header, rate)
    return made.clip(-1, 1).astype(np.float32)


def _numbers(data: bytes, header: WavHeader) -> NDArray[np.float64]:
    """All numbers of a file; whole ones are divided by half of their range."""
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


def resample(sound: NDArray[np.float64], before: int, after: int) -> NDArray[np.float64]:
    """A sound at another rate: [ceil(frames * after / before)].

    A sinc in a Kaiser window that passes 0.95 of the lower band, one phase of it for each place between two frames.
    Source: Smith and Gossett 1984, A flexible sampling-rate conversion method. Differs: phases are exact, not interpolated.
    """
    up, down = ratio(before, after)
    if up == down:
        return sound
    band = PASSED * min(1.0, up / down)
    half = int(np.ceil(ZEROS / band))
    taps = np.arange(1 - half, half + 1)
    away = taps[None, :] - np.arange(up)[:, None] / up
    kernel = np.sinc(band * away) * np.i0(BETA * np.sqrt(np.maximum(0, 1 - (away / half) ** 2)))
    kernel /= kernel.sum(axis=1, keepdims=True)
    padded = np.pad(sound, half)
    made = np.empty(-(-len(sound) * up // down))
    for start in range(0, len(made), PIECE):
        places = np.arange(start, min(start + PIECE, len(made))) * down
        around = padded[(places // up)[:, None] + taps[None, :] + half]
        made[start : start + PIECE] = (around * kernel[places % up]).sum(axis=1)
    return made


def cut(sound: Sound, window: int) -> Sound:
    """A sound in windows, the last one filled up with zeros: [windows, window]."""
    return np.pad(sound, (0, -len(sound) % window)).reshape(-1, window)


def wav_bytes(sound: Sound, rate: int) -> bytes:
    """A sound in [-1, 1] as a WAV file of 16 bits. sound: [frames] or [frames, channels]."""
    whole = np.round(np.clip(sound, -1, 1) * 32767).astype("<i2")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1 if whole.ndim == 1 else whole.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(whole.tobytes())
    return buffer.getvalue()
