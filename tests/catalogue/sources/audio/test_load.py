"""Sounds as numbers, and numbers as sounds."""

from __future__ import annotations

import io
import struct
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.io import wavfile

from gancompile.catalogue.sources import SourceFacts, inspect_source
from gancompile.catalogue.sources.audio.resample import resample
from gancompile.catalogue.sources.audio.wav_bytes import wav_bytes
from gancompile.catalogue.sources.audio.wav_samples import read_sound
from gancompile.catalogue.sources.data_error import DataError
from gancompile.runtime.data import batches, load_source

RNG = np.random.default_rng(4)


def sine(frames: int, rate: int, pitch: float = 440.0) -> Any:
    return 0.8 * np.sin(2 * np.pi * pitch * np.arange(frames) / rate)


def test_every_kind_of_number_comes_back(tmp_path: Path) -> None:
    """SciPy writes, we read."""
    truth = RNG.uniform(-0.99, 0.99, 500)
    kinds = {"u1": np.uint8(np.round(truth * 127) + 128), "i2": np.int16(np.round(truth * 32767)),
             "i4": np.int32(np.round(truth * (2**31 - 1))), "f4": truth.astype("f4"), "f8": truth}  # fmt: skip
    for name, numbers in kinds.items():
        wavfile.write(tmp_path / "a.wav", 16000, numbers)
        tolerance = 1 / 64 if name == "u1" else 1e-4
        np.testing.assert_allclose(read_sound(tmp_path / "a.wav", 16000), truth, atol=tolerance, err_msg=name)


def test_twenty_four_bits_and_two_channels(tmp_path: Path) -> None:
    truth = RNG.uniform(-0.99, 0.99, (200, 2))
    whole = np.round(truth * (2**23 - 1)).astype(int)
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setparams((2, 3, 8000, 0, "NONE", ""))
        file.writeframes(b"".join(struct.pack("<i", one)[:3] for one in whole.ravel()))
    np.testing.assert_allclose(read_sound(tmp_path / "a.wav", 8000), truth.mean(axis=1), atol=1e-6)


def test_what_we_write_scipy_reads() -> None:
    truth = RNG.uniform(-1, 1, (300, 1))
    rate, numbers = wavfile.read(io.BytesIO(wav_bytes(truth, 22050)))
    assert rate == 22050
    np.testing.assert_allclose(numbers / 32767, truth[:, 0], atol=1 / 32767)
    assert wavfile.read(io.BytesIO(wav_bytes(np.array([-3.0, 3.0]), 8000)))[1].tolist() == [-32767, 32767]


@pytest.mark.parametrize(("before", "after"), [(44100, 16000), (8000, 16000), (48000, 16000), (16000, 22050)])
def test_a_tone_is_the_same_tone_at_another_rate(before: int, after: int) -> None:
    frames = before // 2
    made = resample(sine(frames, before), before, after)
    assert len(made) == -(-frames * after // before)
    middle = slice(200, -200)
    np.testing.assert_allclose(made[middle], sine(len(made), after)[middle], atol=2e-4)


def test_what_the_lower_rate_cannot_hold_is_gone() -> None:
    made = resample(sine(48000, 48000, pitch=10_000), 48000, 16000)
    assert np.abs(made[200:-200]).max() < 1e-3


def test_a_rate_that_is_kept_changes_nothing() -> None:
    sound = RNG.normal(size=10)
    assert resample(sound, 8000, 8000) is sound


def test_windows_and_labels(tmp_path: Path) -> None:
    for name, frames, rate in (("kick/1", 250, 8000), ("kick/2", 30, 8000), ("snare/1", 200, 16000)):
        path = tmp_path / f"{name}.wav"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(wav_bytes(sine(frames, rate) + 0.1, rate))
    arguments = {"folder": str(tmp_path), "rate": 8000, "window": 100}
    facts = inspect_source("audio", arguments, tmp_path)
    assert isinstance(facts, SourceFacts)
    source = load_source("audio", {**arguments, "encoding": facts.fields["sound"].encoding})
    assert source.count == facts.count == 5
    assert source.fields == tuple(facts.fields)
    told = {"sets": {"": {"source": {"kind": "audio", "arguments": arguments}, "shuffle": False}}, "batch": 5}
    (made,) = batches(told, seed=0).take(1).as_numpy_iterator()
    assert made["sound"].shape == (5, *facts.fields["sound"].shape)
    assert made["label"].tolist() == [0, 0, 0, 0, 1]
    np.testing.assert_allclose(made["sound"][:3].ravel()[:250], sine(250, 8000) + 0.1, atol=1e-4)
    assert not made["sound"][2, 50:].any()
    assert not made["sound"][3, 30:].any()


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no sounds"):
        load_source("audio", {"folder": str(tmp_path)})
    (tmp_path / "a.wav").write_bytes(b"no sound")
    with pytest.raises(DataError, match=r"a\.wav` cannot be read: it is no WAV file"):
        load_source("audio", {"folder": str(tmp_path)})
    wavfile.write(tmp_path / "a.wav", 8000, np.array([np.nan, 1], "f4"))
    with pytest.raises(DataError, match="no numbers"):
        load_source("audio", {"folder": str(tmp_path)})
