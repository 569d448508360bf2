"""Arrays of a file of PyTorch's (`.pth`), read without PyTorch and without running what the file's pickle names."""

from __future__ import annotations

import io
import math
import pickle
import struct
import zipfile
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

MAGIC = 0x1950A86A20F9469CFC6C
"""The first pickle of a file in the format before PyTorch 1.6, in which the published weights of 2015 are."""
STORAGES = {
    "DoubleStorage": "<f8",
    "FloatStorage": "<f4",
    "HalfStorage": "<f2",
    "LongStorage": "<i8",
    "IntStorage": "<i4",
}
MOST_BYTES = 1 << 30
"""Of all tensors together: ten times those of Inception."""


class TorchFileError(Exception):
    """The file is none of PyTorch's, or holds something else than tensors by name."""


class _Storage(NamedTuple):
    dtype: str
    key: str


class _Tensor(NamedTuple):
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


class _TensorUnpickler(pickle.Unpickler):
    """Knows dictionaries, tensors and their storages by name; any other name is refused before it is looked up."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in STORAGES:
            return STORAGES[name]
        raise TorchFileError(f"it names `{module}.{name}`, which weights have no need of")

    def persistent_load(self, pid: Any) -> _Storage:
        kind, dtype, key, _, _, *view = pid
        if kind != "storage" or dtype not in STORAGES.values() or any(view):
            raise TorchFileError("it refers to something other than the numbers of tensors")
        return _Storage(dtype, str(key))


def _tensor(storage: Any, offset: int, shape: Any, strides: Any, *_: Any) -> _Tensor:
    return _Tensor(storage, offset, tuple(shape), tuple(strides))


def read_torch_file(content: bytes) -> dict[str, Array]:
    """The tensors of a state dict by name, from either of PyTorch's two formats. Raises TorchFileError."""
    try:
        is_zip = zipfile.is_zipfile(io.BytesIO(content))
        state, storages = (_read_zip if is_zip else _read_legacy)(content)
        if not isinstance(state, dict):
            raise TorchFileError("it holds no dictionary of tensors")
        return {str(name): _array(one, storages) for name, one in state.items() if isinstance(one, _Tensor)}
    except TorchFileError:
        raise
    except Exception as error:  # a pickle that is broken, or made to break things, fails in any way
        raise TorchFileError(f"it cannot be read as a file of PyTorch's: {error}") from error


def _read_zip(content: bytes) -> tuple[Any, Mapping[str, bytes]]:
    """A zip of `NAME/data.pkl`, and `NAME/data/KEY` for each storage."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(one.file_size for one in archive.infolist()) > MOST_BYTES:
            raise TorchFileError(f"it holds more than {MOST_BYTES:,} bytes")
        pickled = next((name for name in archive.namelist() if name.endswith("/data.pkl")), None)
        if pickled is None:
            raise TorchFileError("it is a zip without the `data.pkl` of PyTorch's")
        folder = pickled.removesuffix(".pkl") + "/"
        state = _TensorUnpickler(io.BytesIO(archive.read(pickled))).load()
        names = [name for name in archive.namelist() if name.startswith(folder)]
        return state, {name.removeprefix(folder): archive.read(name) for name in names}


def _read_legacy(content: bytes) -> tuple[Any, Mapping[str, bytes]]:
    """Five pickles: a magic number, a version, facts of the machine, the tensors, their storages' keys; then the storages."""
    file = io.BytesIO(content)
    magic, _, machine, state, keys = (_TensorUnpickler(file).load() for _ in range(5))
    if magic != MAGIC or not machine["little_endian"]:
        raise TorchFileError("it is no file of PyTorch's")
    widths = {
        one.storage.key: np.dtype(one.storage.dtype).itemsize for one in state.values() if isinstance(one, _Tensor)
    }
    storages = {}
    for key in map(str, keys):
        (count,) = struct.unpack("<q", file.read(8))
        storages[key] = file.read(max(count, 0) * widths[key])
    return state, storages


def _array(tensor: _Tensor, storages: Mapping[str, bytes]) -> Array:
    """The tensor's numbers, as a view. NumPy refuses one that reaches beyond its storage."""
    dtype, storage = np.dtype(tensor.storage.dtype), storages[tensor.storage.key]
    if math.prod(tensor.shape) * dtype.itemsize > len(storage):
        raise TorchFileError("it holds a tensor that repeats its numbers")
    strides = tuple(one * dtype.itemsize for one in tensor.strides)
    view: Array = np.ndarray(tensor.shape, dtype, storage, tensor.offset * dtype.itemsize, strides)
    return view
