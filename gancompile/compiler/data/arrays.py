"""`.npz` and `.npy`: the headers of their arrays."""

from __future__ import annotations

import ast
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from gancompile.compiler.data.facts import SourceFacts, SourceProblem, example_first, field_of
from gancompile.compiler.data.paths import find, near

KINDS = {"u1": "uint8", "b1": "int32", "i1": "int32", "f2": "float32", "f4": "float32", "f8": "float32"}
KINDS |= {f"{kind}{size}": "int32" for kind in "iu" for size in (2, 4, 8)}
"""What the runtime makes of the types of NumPy, whatever the order of their bytes."""
HEADER_BYTES = 65536

Header = tuple[str, tuple[int, ...]]


class _Unreadable(Exception):
    """Unwinds to the inspector; it never leaves this file."""


UNREADABLE = (OSError, EOFError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error, _Unreadable)
"""RuntimeError: an archive with a password."""


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
                message = f"`{path.name}` has no array `{missing[0]}`"
                return SourceProblem(argument="fields", message=message, help=near(missing[0], names))
            headers = {}
            for field, key in wanted.items():
                with archive.open(names[key]) as file:
                    headers[field] = _header(file, key)
    except UNREADABLE as error:
        return SourceProblem(argument="file", message=f"`{path.name}` cannot be read: {error}")
    return _facts(headers, path)


def inspect_npy(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """Facts of one array, as the field `x`."""
    path = find("file", arguments["file"], base, folder=False)
    if isinstance(path, SourceProblem):
        return path
    try:
        with path.open("rb") as file:
            return _facts({"x": _header(file, "x")}, path)
    except UNREADABLE as error:
        return SourceProblem(argument="file", message=f"`{path.name}` cannot be read: {error}")


def _header(file: IO[bytes], name: str) -> Header:
    """The type and the shape of an array (NumPy's format, NEP 1). A pickle, which could run code, is refused."""
    magic = file.read(8)
    if len(magic) < 8 or magic[:6] != b"\x93NUMPY":
        raise _Unreadable(f"`{name}` is no NumPy array")
    wide = magic[6] > 1
    try:
        (size,) = struct.unpack("<I" if wide else "<H", file.read(4 if wide else 2))
        header = ast.literal_eval(file.read(min(size, HEADER_BYTES)).decode("latin1").strip())
        kind, shape = str(header["descr"]), tuple(int(one) for one in header["shape"])
    except (struct.error, ValueError, SyntaxError, KeyError, TypeError, RecursionError, MemoryError) as error:
        raise _Unreadable(f"the header of `{name}` is broken") from error
    if kind == "|O":
        raise _Unreadable(f"`{name}` holds Python objects, which are pickles and are never loaded")
    if kind[1:] not in KINDS:
        raise _Unreadable(f"`{name}` holds values of type {kind}, which are no numbers")
    return KINDS[kind[1:]], shape


def _facts(headers: Mapping[str, Header], path: Path) -> SourceFacts | SourceProblem:
    if not headers:
        return SourceProblem(argument="file", message=f"`{path.name}` holds no arrays")
    for name, (_, shape) in headers.items():
        if not shape:
            message = f"array `{name}` of `{path.name}` is a single number, not a row of examples"
            return SourceProblem(argument="file", message=message)
    counts = {name: shape[0] for name, (_, shape) in headers.items()}
    if len(set(counts.values())) > 1:
        told = ", ".join(f"`{name}` {count}" for name, count in counts.items())
        return SourceProblem(
            argument="file",
            message=f"the arrays of `{path.name}` have different numbers of examples: {told}",
            help="choose those that belong together: `fields: {image: x_train, label: y_train}`",
        )
    if not next(iter(counts.values())):
        return SourceProblem(argument="file", message=f"the arrays of `{path.name}` hold no examples")
    fields = {name: field_of(shape[1:], dtype) for name, (dtype, shape) in headers.items()}
    return SourceFacts(fields=example_first(fields), count=next(iter(counts.values())), files=(str(path),))
