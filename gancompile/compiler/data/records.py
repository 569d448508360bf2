"""TFRecord: files of `tf.train.Example`, whose features the spec declares; their number is counted from the framing alone."""

from __future__ import annotations

import glob
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.compiler.data.facts import FieldFacts, SourceFacts, SourceProblem


def inspect_tfrecord(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """Facts as declared. `files`: a path, a pattern with `*`, or a list of them."""
    written = arguments["files"] if isinstance(arguments["files"], list) else [arguments["files"]]
    files = sorted({path for one in written for path in glob.glob(str(base / Path(one).expanduser()))})
    if not files:
        return SourceProblem(
            argument="files", message=f"no file is called {' or '.join(f'`{one}`' for one in written)}"
        )
    count = 0
    for file in files:
        number = count_records(Path(file))
        if number is None:
            return SourceProblem(argument="files", message=f"`{file}` is no whole TFRecord file")
        count += number
    fields = {}
    for name, declared in arguments["features"].items():
        dtype = declared.get("dtype", "uint8" if declared.get("encoding", "none") != "none" else "float32")
        low, high = (0, 255) if dtype == "uint8" else (None, None)
        kind = "int32" if dtype == "int64" else dtype
        fields[name] = FieldFacts(shape=tuple(declared["shape"]), dtype=kind, low=low, high=high)
    return SourceFacts(fields=fields, count=count, files=tuple(files))


def count_records(path: Path) -> int | None:
    """How many records a file holds; None where its framing (length, checksum, data, checksum) is broken."""
    count, size = 0, os.path.getsize(path)
    with path.open("rb") as file:
        at = 0
        while at < size:
            head = file.read(12)
            if len(head) < 12:
                return None
            at += 16 + int(struct.unpack("<Q", head[:8])[0])
            if at > size:
                return None
            file.seek(at)
            count += 1
    return count
