"""Files of PyTorch's, written by hand: the opcodes of their pickles, and no PyTorch."""

from __future__ import annotations

import io
import pickle
import struct
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy.typing as npt

Arrays = Mapping[str, npt.NDArray[Any]]
KINDS = {"float32": "FloatStorage", "int64": "LongStorage", "float16": "HalfStorage"}


def text(word: str) -> bytes:
    return b"X" + struct.pack("<I", len(word)) + word.encode()


def whole(number: int) -> bytes:
    return b"J" + struct.pack("<i", number)


def several(*parts: bytes) -> bytes:
    return b"(" + b"".join(parts) + b"t"


def tensor(key: str, array: npt.NDArray[Any], *more: bytes, offset: int = 0) -> bytes:
    """A call of `torch._utils._rebuild_tensor_v2`. more: at the end of the storage's identity."""
    kind = f"ctorch\n{KINDS[array.dtype.name]}\n".encode()
    identity = several(text("storage"), kind, text(key), text("cpu"), whole(array.size), *more)
    shape = several(*map(whole, array.shape))
    strides = several(*(whole(one // array.itemsize) for one in array.strides))
    hooks = b"ccollections\nOrderedDict\n)R"
    return (
        b"ctorch._utils\n_rebuild_tensor_v2\n"
        + several(identity + b"Q", whole(offset), shape, strides, b"\x89", hooks)
        + b"R"
    )


def dictionary(items: Mapping[str, bytes]) -> bytes:
    """A pickle of an ordered dictionary, as a state dict is one."""
    inside = b"".join(text(key) + value for key, value in items.items())
    return b"\x80\x02ccollections\nOrderedDict\n)R(" + inside + b"u."


def torch_zip(pickled: bytes, storages: Arrays) -> bytes:
    """A file since PyTorch 1.6."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("weights/data.pkl", pickled)
        for key, array in storages.items():
            archive.writestr(f"weights/data/{key}", array.tobytes())
    return buffer.getvalue()


def torch_legacy(pickled: bytes, storages: Arrays) -> bytes:
    """A file before PyTorch 1.6."""
    facts = (0x1950A86A20F9469CFC6C, 1001, {"protocol_version": 1001, "little_endian": True})
    head = b"".join(pickle.dumps(one, protocol=2) for one in facts)
    numbers = b"".join(struct.pack("<q", array.size) + array.tobytes() for array in storages.values())
    return head + pickled + pickle.dumps(list(storages), protocol=2) + numbers


def state_dict(arrays: Arrays, *, legacy: bool = False) -> bytes:
    """A file of arrays by name, each with a storage of its own."""
    storages = {str(number): array for number, array in enumerate(arrays.values())}
    items = {
        name: tensor(key, storages[key], *([b"N"] if legacy else []))
        for name, key in zip(arrays, storages, strict=True)
    }
    return (torch_legacy if legacy else torch_zip)(dictionary(items), storages)
