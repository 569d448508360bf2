"""WAV files as other programs write them."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from gancompile.catalogue.sources.audio.wav_header import WavError, WavHeader, frames_at, read_header, windows_of

FORMAT = struct.pack("<HHIIHH", 1, 2, 44100, 176400, 4, 16)


def chunk(name: bytes, content: bytes, size: int | None = None) -> bytes:
    return name + struct.pack("<I", len(content) if size is None else size) + content + b"\0" * (len(content) % 2)


def riff(*chunks: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", 4 + sum(map(len, chunks))) + b"WAVE" + b"".join(chunks)


def read(content: bytes, folder: Path) -> WavHeader:
    (folder / "a.wav").write_bytes(content)
    return read_header(folder / "a.wav")


def test_a_header_among_other_chunks(tmp_path: Path) -> None:
    wide = struct.pack("<HHIIHHHHI", 0xFFFE, 6, 48000, 0, 0, 24, 22, 24, 0) + struct.pack("<H", 1) + bytes(14)
    sound = chunk(b"data", bytes(40))
    found = read(riff(chunk(b"LIST", b"odd"), chunk(b"fmt ", FORMAT), chunk(b"fact", b"1234"), sound), tmp_path)
    assert found == WavHeader(rate=44100, channels=2, bits=16, is_real=False, frames=10, at=12 + 12 + 24 + 12 + 8)
    found = read(riff(chunk(b"fmt ", wide), chunk(b"data", bytes(36))), tmp_path)
    assert (found.rate, found.channels, found.bits, found.frames) == (48000, 6, 24, 2)
    # What was written to a pipe does not know its length.
    assert read(riff(chunk(b"fmt ", FORMAT), chunk(b"data", bytes(40), 0xFFFFFFFF)), tmp_path).frames == 10


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no WAV file"),
        (b"OggS" + bytes(40), "no WAV file"),
        (riff(chunk(b"fmt ", FORMAT)), "breaks off before its sound"),
        (riff(chunk(b"data", bytes(8))), "breaks off before its sound"),
        (riff(chunk(b"fmt ", FORMAT[:7])), "requires a buffer"),
        (
            riff(chunk(b"fmt ", FORMAT), chunk(b"data", bytes(8), 4000)),
            "4,000 bytes of sound are announced, 8 are there",
        ),
        (riff(chunk(b"fmt ", struct.pack("<HHIIHH", 85, 2, 44100, 0, 0, 0))), "of kind 85 with 0 bits"),
        (riff(chunk(b"fmt ", struct.pack("<HHIIHH", 1, 0, 44100, 0, 0, 16))), "0 channels"),
        (riff(chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, 2**32 - 1, 0, 0, 16))), "4294967295 frames a second"),
    ],
)
def test_what_cannot_be_read(content: bytes, told: str, tmp_path: Path) -> None:
    with pytest.raises(WavError, match=told):
        read(content, tmp_path)
    with pytest.raises(WavError):
        read_header(tmp_path / "missing.wav")


def test_how_many_windows(tmp_path: Path) -> None:
    header = read(riff(chunk(b"fmt ", FORMAT), chunk(b"data", bytes(4 * 44101))), tmp_path)
    assert (frames_at(header, 44100), frames_at(header, 22050), frames_at(header, 16000)) == (44101, 22051, 16001)
    assert [windows_of(header, 16000, window) for window in (16001, 16000, 20000, 1)] == [1, 2, 1, 16001]
