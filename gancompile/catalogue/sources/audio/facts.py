"""The facts of a folder of WAV files, from names and headers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.audio.wav_header import SUFFIXES, WavError, read_header, windows_of
from gancompile.catalogue.sources.audio.wav_samples import read_sound
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.folder_file import class_folders, class_names, listed_endings, look_below
from gancompile.catalogue.sources.path import find
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceFacts, SourceProblem

RATE, WINDOW = 16000, 16384
WAY_IN = "others become such by `ffmpeg -i sound.flac sound.wav`"


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """`sound` [window, 1] of all files below a folder, and `label` for sub-folders. Every header is read."""
    written = arguments["folder"]
    folder = find(ArgumentPosition("folder"), written, base, folder=True)
    if isinstance(folder, SourceProblem):
        return folder
    contents = look_below(folder, SUFFIXES)
    files = [Path(path) for path in contents.files]
    if not files:
        there = f", but {listed_endings(contents.others)}" if contents.others else ""
        message = f"folder `{written}` holds no sounds{there}"
        return SourceProblem(
            position=ArgumentPosition("folder"), message=message, help=f"files that end in .wav are read; {WAY_IN}"
        )
    tops = class_folders(map(str, files), folder)
    labels = arguments.get("labels") or ("none" if None in tops else "folders")
    if labels == "folders" and None in tops:
        name = files[tops.index(None)].name
        message = f"sound `{name}` of folder `{written}` is in no sub-folder, and so has no label"
        help = "put every sound into the folder of its class, or write `labels: none`"
        return SourceProblem(position=ArgumentPosition("labels"), message=message, help=help)
    rate, window = arguments.get("rate", RATE), arguments.get("window", WINDOW)
    count = _windows(files, rate, window)
    if isinstance(count, SourceProblem):
        return count
    sound = FieldFacts(shape=(window, 1), dtype="float32", low=-1, high=1, encoding={"kind": "sound", "rate": rate})
    fields = {"sound": sound}
    if labels == "folders":
        names = class_names(tops)
        fields["label"] = FieldFacts(shape=(), dtype="int32", classes=len(names), class_names=names)
    return SourceFacts(fields=fields, count=count, files=tuple(map(str, files)), passed_over=contents.others)


def verify(arguments: Mapping[str, Any], base: Path) -> list[SourceProblem]:
    """All sounds that cannot be decoded."""
    folder = find(ArgumentPosition("folder"), arguments["folder"], base, folder=True)
    if isinstance(folder, SourceProblem):
        return [folder]
    found = [problem for path in look_below(folder, SUFFIXES).files if (problem := _problem(Path(path))) is not None]
    return [
        SourceProblem(position=ArgumentPosition("folder"), message=message, help="remove it, or mend it")
        for message in found
    ]


def _problem(path: Path) -> str | None:
    try:
        read_sound(path, RATE)
    except DataError as error:
        return str(error)
    return None


def _windows(files: list[Path], rate: int, window: int) -> int | SourceProblem:
    """The number of windows of all files."""
    count = 0
    for path in files:
        try:
            header = read_header(path)
        except WavError as error:
            message = f"file `{path}` is no sound that can be read: {error}"
            return SourceProblem(position=ArgumentPosition("folder"), message=message, help="remove it, or mend it")
        if not header.frames:
            message = f"file `{path}` holds no sound: it has a header and nothing else"
            return SourceProblem(position=ArgumentPosition("folder"), message=message, help="remove it")
        count += windows_of(header, rate, window)
    return count
