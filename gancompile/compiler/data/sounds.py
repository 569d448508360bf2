"""A folder of WAV files: names and headers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.compiler.data.facts import FieldFacts, SourceFacts, SourceProblem
from gancompile.compiler.data.paths import find
from gancompile.wav import WavError, read_header, windows_of

RATE, WINDOW = 16000, 16384


def inspect_audio(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """Facts of all sounds below a folder, cut into windows; sub-folders are labels. Every header is read, and no sound."""
    written = arguments["folder"]
    folder = find("folder", written, base, folder=True)
    if isinstance(folder, SourceProblem):
        return folder
    found = (path for path in folder.rglob("*") if path.suffix.lower() == ".wav" and path.is_file())
    files = sorted(p for p in found if not any(part.startswith(".") for part in p.relative_to(folder).parts))
    if not files:
        message = f"folder `{written}` holds no sounds"
        return SourceProblem(argument="folder", message=message, help="files that end in .wav are read")
    tops = [path.relative_to(folder).parts[0] if path.parent != folder else None for path in files]
    labels = arguments.get("labels") or ("none" if None in tops else "folders")
    if labels == "folders" and None in tops:
        name = files[tops.index(None)].name
        message = f"sound `{name}` of folder `{written}` is in no sub-folder, and so has no label"
        help = "put every sound into the folder of its class, or write `labels: none`"
        return SourceProblem(argument="labels", message=message, help=help)
    rate, window = arguments.get("rate", RATE), arguments.get("window", WINDOW)
    count = _windows(files, rate, window)
    if isinstance(count, SourceProblem):
        return count
    sound = FieldFacts(shape=(window, 1), dtype="float32", low=-1, high=1, encoding={"kind": "sound", "rate": rate})
    fields = {"sound": sound}
    if labels == "folders":
        fields["label"] = FieldFacts(shape=(), dtype="int32", classes=len(set(tops)))
    return SourceFacts(fields=fields, count=count, files=tuple(map(str, files)))


def _windows(files: list[Path], rate: int, window: int) -> int | SourceProblem:
    """How many there are in all files."""
    count = 0
    for path in files:
        try:
            header = read_header(path)
        except WavError as error:
            message = f"file `{path}` is no sound that can be read: {error}"
            return SourceProblem(argument="folder", message=message, help="remove it, or mend it")
        if not header.frames:
            message = f"file `{path}` holds no sound: it has a header and nothing else"
            return SourceProblem(argument="folder", message=message, help="remove it")
        count += windows_of(header, rate, window)
    return count
