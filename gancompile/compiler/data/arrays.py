"""`.npz` and `.npy`: the headers of their arrays."""

from __future__ import annotations

import ast
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from gancompile.compiler.data.facts import FieldFacts, SourceFacts, SourceProblem
from gancompile.compiler.data.paths import find

DTYPES = {"|u1": "uint8", "|b1": "uint8", "|i1": "int32", "<f4": "float32", "<f8": "float32", "<f2": "float32"}
DTYPES |= {f"<{kind}{size}": "int32" for kind in "iu" for size in (2, 4, 8)}


class _Unreadable(Exception):
    """Unwinds to the inspector; it never leaves this file."""


def inspect_npz(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """Facts of the arrays of a `.npz`, under their own names or those that `fields` gives."""
    path = find("file", arguments["file"], base, folder=False)
    if isinstance(path, SourceProblem):
        return path
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.removesuffix(".npy"): name for name in archive.namelist() if name.endswith(".npy")}
            wanted = arguments.get("fields") or {name: name for name in names}
            missing = [key for key in wanted.values() if key not in names]
            if missing:
                return SourceProblem(
                    argument="fields",
                    message=f"`{path.name}` has no array `{missing[0]}`",
                    help=f"it has {', '.join(names)}",
                )
            headers = {}
            for field, key in wanted.items():
                with archive.open(names[key]) as file:
                    headers[field] = read_header(file)
    except (zipfile.BadZipFile, OSError, _Unreadable) as error:
        return SourceProblem(argument="file", message=f"`{path.name}` cannot be read: {error}")
    return _facts(headers, path)


def inspect_npy(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """Facts of one array, as the field `x`."""
    path = find("file", arguments["file"], base, folder=False)
    if isinstance(path, SourceProblem):
        return path
    try:
        with path.open("rb") as file:
            return _facts({"x": read_header(file)}, path)
    except (OSError, _Unreadable) as error:
        return SourceProblem(argument="file", message=f"`{path.name}` cannot be read: {error}")


def read_header(file: IO[bytes]) -> tuple[str, tuple[int, ...]]:
    """The type and the shape of an array (NumPy's format, NEP 1). A pickle, which could run code, is refused."""
    magic = file.read(8)
    if magic[:6] != b"\x93NUMPY":
        raise _Unreadable("it is no NumPy array")
    size = struct.unpack("<H", file.read(2))[0] if magic[6] == 1 else struct.unpack("<I", file.read(4))[0]
    try:
        header = ast.literal_eval(file.read(min(size, 65536)).decode("latin1"))
        kind, shape = str(header["descr"]), tuple(header["shape"])
    except (ValueError, SyntaxError, KeyError, TypeError) as error:
        raise _Unreadable("its header is broken") from error
    if "O" in kind:
        raise _Unreadable("it holds Python objects, which are pickles and are never loaded")
    if kind not in DTYPES:
        raise _Unreadable(f"it holds values of type {kind}")
    return kind, shape


def _facts(headers: Mapping[str, tuple[str, tuple[int, ...]]], path: Path) -> SourceFacts | SourceProblem:
    fields = {}
    for name, (kind, shape) in headers.items():
        if not shape:
            return SourceProblem(
                argument="file", message=f"array `{name}` of `{path.name}` is a single number, not a row of examples"
            )
        dtype = DTYPES[kind]
        low, high = (0, 255) if dtype == "uint8" else (None, None)
        # Images without an axis for their channel are common in files; a network wants one.
        image = len(shape) == 3 and dtype == "uint8"
        fields[name] = FieldFacts(shape=(*shape[1:], 1) if image else shape[1:], dtype=dtype, low=low, high=high)
    if not fields:
        return SourceProblem(argument="file", message=f"`{path.name}` holds no arrays")
    counts = {name: shape[0] for name, (_, shape) in headers.items()}
    if len(set(counts.values())) > 1:
        told = ", ".join(f"`{name}` {count}" for name, count in counts.items())
        return SourceProblem(
            argument="file", message=f"the arrays of `{path.name}` have different numbers of examples: {told}"
        )
    return SourceFacts(fields=fields, count=next(iter(counts.values())), files=(str(path),))
