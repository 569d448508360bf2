"""The facts of TFRecord files: features as declared, records counted by their framing."""

from __future__ import annotations

import glob
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.source_facts import SourceFacts, SourceProblem, example_first, field_of

PICTURES = frozenset({"jpeg", "png"})
FRAME_BYTES = 16
"""Length, checksum of the length, checksum of the data."""


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """The declared features. `files`: a path, a pattern with `*`, or a list of them."""
    written = arguments["files"] if isinstance(arguments["files"], list) else [arguments["files"]]
    files = sorted({path for one in written for path in _matching(base, one)})
    if not files:
        names = " or ".join(f"`{one}`" for one in written)
        help = f"it was looked for in {base}"
        return SourceProblem(position=ArgumentPosition("files"), message=f"no file is called {names}", help=help)
    count = 0
    for file in files:
        number = count_records(Path(file))
        if number is None:
            return SourceProblem(position=ArgumentPosition("files"), message=f"`{file}` is no whole TFRecord file")
        count += number
    if not count:
        return SourceProblem(position=ArgumentPosition("files"), message=f"`{files[0]}` holds no examples")
    fields = {}
    for name, declared in arguments["features"].items():
        problem = _declaration_problem(name, declared)
        if problem:
            return problem
        dtype = declared.get("dtype", "float32" if declared.get("encoding", "none") == "none" else "uint8")
        fields[name] = field_of(tuple(declared["shape"]), "int32" if dtype == "int64" else dtype)
    return SourceFacts(fields=example_first(fields), count=count, files=tuple(files))


def count_records(path: Path) -> int | None:
    """The number of records of a file; None where the framing (length, checksum, data, checksum) is broken."""
    count = at = 0
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            while at < size:
                head = file.read(8)
                if len(head) < 8:
                    return None
                at += FRAME_BYTES + int(struct.unpack("<Q", head)[0])
                if at > size:
                    return None
                file.seek(at)
                count += 1
    except OSError:
        return None
    return count


def _matching(base: Path, written: str) -> list[str]:
    path = (base / Path(written).expanduser()).absolute()
    return [str(path)] if path.is_file() else glob.glob(str(path))


def _declaration_problem(name: str, declared: Mapping[str, Any]) -> SourceProblem | None:
    if declared.get("encoding") not in PICTURES:
        return None
    if declared.get("dtype", "uint8") != "uint8":
        message = (
            f"feature `{name}` is a {declared['encoding']} picture of uint8, but is declared as {declared['dtype']}"
        )
        return SourceProblem(
            position=ArgumentPosition("features"), message=message, help="leave `dtype` out; a `range` makes it float32"
        )
    shape = declared["shape"]
    if len(shape) != 3 or shape[2] not in {1, 3, 4}:
        message = f"feature `{name}` is a {declared['encoding']} picture, but is declared as {shape}"
        return SourceProblem(
            position=ArgumentPosition("features"), message=message, help="write `shape: [height, width, channels]`"
        )
    return None
