"""Folders of sounds, told from headers alone."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import pytest

from gancompile.catalogue.sources import ArgumentPosition, FieldFacts, SourceFacts, SourceProblem, inspect_source


def sound(path: Path, frames: int, rate: int = 16000) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(4 * frames))


def facts(arguments: dict[str, Any], base: Path) -> SourceFacts:
    found = inspect_source("audio", {"folder": ".", **arguments}, base)
    assert isinstance(found, SourceFacts), found
    return found


def test_windows_are_counted_after_resampling(tmp_path: Path) -> None:
    sound(tmp_path / "a.WAV", 100)
    sound(tmp_path / "b" / "long.wav", 16384 * 2 + 1)
    sound(tmp_path / "b" / "high.wav", 48000 * 2, 48000)
    (tmp_path / ".hidden.wav").write_text("no sound")
    found = facts({}, tmp_path)
    assert found.count == 1 + 3 + 2
    encoding = {"kind": "sound", "rate": 16000}
    assert found.fields == {"sound": FieldFacts(shape=(16384, 1), dtype="float32", low=-1, high=1, encoding=encoding)}
    assert facts({"rate": 8000, "window": 1000}, tmp_path).count == 1 + 17 + 16
    assert len(found.files) == 3


def test_sub_folders_are_labels(tmp_path: Path) -> None:
    for name in ("kick/1.wav", "kick/2.wav", "snare/1.wav"):
        sound(tmp_path / name, 10)
    assert facts({}, tmp_path).fields["label"].classes == 2
    assert "label" not in facts({"labels": "none"}, tmp_path).fields
    sound(tmp_path / "top.wav", 10)
    assert "label" not in facts({}, tmp_path).fields
    found = inspect_source("audio", {"folder": ".", "labels": "folders"}, tmp_path)
    assert isinstance(found, SourceProblem)
    assert found.position == ArgumentPosition("labels")
    assert "`top.wav`" in found.message


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "holds no sounds"), (b"no sound", "is no sound that can be read: it is no WAV file"), (b"", "no WAV file")],
)
def test_mistakes(content: bytes | None, told: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "a.wav").write_bytes(content)
    found = inspect_source("audio", {"folder": "."}, tmp_path)
    assert isinstance(found, SourceProblem)
    assert (found.position, told in found.message) == (ArgumentPosition("folder"), True), found


def test_a_sound_of_nothing(tmp_path: Path) -> None:
    sound(tmp_path / "a.wav", 0)
    found = inspect_source("audio", {"folder": "."}, tmp_path)
    assert isinstance(found, SourceProblem)
    assert "a header and nothing else" in found.message
