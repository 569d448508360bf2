"""WAV files of 16 bits."""

from __future__ import annotations

import io
import wave

import numpy as np
from numpy.typing import NDArray


def wav_bytes(sound: NDArray[np.float32], rate: int) -> bytes:
    """A sound in [-1, 1] as a WAV file of 16 bits. sound: [frames] or [frames, channels]."""
    samples = np.round(np.clip(sound, -1, 1) * 32767).astype("<i2")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return buffer.getvalue()
