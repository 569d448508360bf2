"""The headers of NumPy arrays in files."""

from __future__ import annotations

import ast
import math
import struct
from typing import IO

KINDS = {"u1": "uint8", "b1": "int32", "i1": "int32", "f2": "float32", "f4": "float32", "f8": "float32"}
KINDS |= {f"{kind}{size}": "int32" for kind in "iu" for size in (2, 4, 8)}
"""The types of the runtime by those of NumPy, whatever their byte order."""
HEADER_BYTES = 65536

Header = tuple[str, tuple[int, ...]]
"""The type in the runtime, and the shape."""


class UnreadableArrayError(ValueError):
    """An array that cannot be read; the message is for the user."""


def read_header(file: IO[bytes], name: str, size_of_file: int) -> Header:
    """The header of an array (NumPy's format, NEP 1). size_of_file: in bytes, which must be enough for the array.

    Raises UnreadableArrayError, also for a pickle, which could run code.
    """
    magic = file.read(8)
    if len(magic) < 8 or magic[:6] != b"\x93NUMPY":
        raise UnreadableArrayError(f"`{name}` is no NumPy array")
    wide = magic[6] > 1
    try:
        (size,) = struct.unpack("<I" if wide else "<H", file.read(4 if wide else 2))
        header = ast.literal_eval(file.read(min(size, HEADER_BYTES)).decode("latin1").strip())
        kind, shape = str(header["descr"]), tuple(int(one) for one in header["shape"])
    except (struct.error, ValueError, SyntaxError, KeyError, TypeError, RecursionError, MemoryError) as error:
        raise UnreadableArrayError(f"the header of `{name}` is broken") from error
    if kind == "|O":
        raise UnreadableArrayError(f"`{name}` holds Python objects, which are pickles and are never loaded")
    if kind[1:] not in KINDS:
        raise UnreadableArrayError(f"`{name}` holds values of type {kind}, which are no numbers")
    wanted = math.prod(shape) * int(kind[2:])
    if min(shape, default=0) < 0 or wanted > size_of_file:
        message = f"`{name}` is cut off: by its header it is {list(shape)}, {wanted:,} bytes, but the file has {size_of_file:,}"
        raise UnreadableArrayError(message)
    return KINDS[kind[1:]], shape
