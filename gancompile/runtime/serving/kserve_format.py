"""The JSON of KServe's protocol, version 2 (the Open Inference Protocol).

Source: github.com/kserve/open-inference-protocol. Tensors are flat lists with a shape and a type; bytes are base64.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.deployment import BYTES
from gancompile.runtime.serving.errors import RequestError

DTYPES = {
    "BOOL": "bool", "UINT8": "uint8", "UINT16": "uint16", "UINT32": "uint32", "UINT64": "uint64", "INT8": "int8", "INT16": "int16",
    "INT32": "int32", "INT64": "int64", "FP16": "float16", "FP32": "float32", "FP64": "float64",
}  # fmt: skip
MAX_SIZE = 2**31
NAMES = {dtype: name for name, dtype in DTYPES.items()} | {"string": "BYTES"}


def inputs_of(request: Any) -> dict[str, Any]:
    """The inputs of a request by name. Raises RequestError."""
    tensors = request.get("inputs") if isinstance(request, dict) else None
    if not isinstance(tensors, list) or not all(isinstance(one, dict) for one in tensors):
        raise RequestError("the request must have `inputs`, a list of tensors")
    made: dict[str, Any] = {}
    for tensor in tensors:
        lacking = next((key for key in ("name", "shape", "datatype", "data") if key not in tensor), None)
        if lacking:
            raise RequestError(f"a tensor of `inputs` has no `{lacking}`")
        if not isinstance(tensor["name"], str) or tensor["name"] in made:
            raise RequestError("the tensors of `inputs` must have names of their own")
        made[tensor["name"]] = _array(tensor)
    return made


def outputs_of(outputs: Mapping[str, NDArray[Any]], wanted: Any) -> list[dict[str, Any]]:
    """The outputs as tensors. wanted: those that the request lists, all where it lists none. Raises RequestError."""
    names = list(outputs)
    if isinstance(wanted, list) and wanted:
        names = [str(one["name"]) if isinstance(one, dict) and "name" in one else str(one) for one in wanted]
    unknown = next((name for name in names if name not in outputs), None)
    if unknown is not None:
        raise RequestError(f"there is no output `{unknown}`; there are {', '.join(outputs)}")
    return [_tensor(name, outputs[name]) for name in names]


def metadata_of(specs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Inputs or outputs of a signature as KServe describes them."""
    return [
        {
            "name": name,
            "datatype": NAMES.get(spec.dtype.name, "BYTES"),
            "shape": [] if spec.shape.rank is None else [-1 if size is None else size for size in spec.shape],
        }
        for name, spec in specs.items()
    ]


def _array(tensor: Mapping[str, Any]) -> Any:
    name, shape, data, kind = tensor["name"], tensor["shape"], tensor["data"], tensor["datatype"]
    if not isinstance(shape, list) or not all(isinstance(size, int) and 0 <= size < MAX_SIZE for size in shape):
        raise RequestError(f"the shape of `{name}` is no list of sizes")
    flat = _flat(data) if isinstance(data, list) else [data]
    if len(flat) != math.prod(shape):
        raise RequestError(f"`{name}` has {len(flat)} values, but its shape is {shape}")
    if kind == "BYTES":
        parameters = tensor.get("parameters")
        is_base64 = isinstance(parameters, dict) and parameters.get("content_type") == "base64"
        coded = is_base64 or name.endswith(BYTES)
        return np.array([_bytes(name, one, coded) for one in flat], object).reshape(shape)
    if not isinstance(kind, str) or kind not in DTYPES:
        raise RequestError(f"`{name}` is of type {kind}, which is none of {', '.join([*DTYPES, 'BYTES'])}")
    wanted = np.dtype(DTYPES[kind])
    allowed = (bool,) if wanted.kind == "b" else (int,) if wanted.kind in "iu" else (int, float)
    if any(isinstance(one, bool) != (wanted.kind == "b") or not isinstance(one, allowed) for one in flat):
        raise RequestError(f"`{name}` holds values that are no {kind}")
    try:
        return np.array(flat, wanted).reshape(shape)
    except OverflowError:
        raise RequestError(f"`{name}` holds a number that {kind} cannot") from None


def _flat(data: list[Any]) -> list[Any]:
    return [inner for one in data for inner in (_flat(one) if isinstance(one, list) else [one])]


def _bytes(name: str, value: Any, coded: bool) -> bytes:
    if not isinstance(value, str):
        raise RequestError(f"`{name}` holds values that are no texts")
    try:
        return base64.b64decode(value, validate=True) if coded else value.encode()
    except (binascii.Error, ValueError):
        raise RequestError(f"`{name}` holds no base64") from None


def _tensor(name: str, array: NDArray[Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"name": name, "shape": list(array.shape)}
    if array.dtype == object:
        coded = name.endswith(BYTES)
        data = [base64.b64encode(one).decode() if coded else one.decode("utf-8", "replace") for one in array.ravel()]
        return {
            **made,
            "datatype": "BYTES",
            "data": data,
            **({"parameters": {"content_type": "base64"}} if coded else {}),
        }
    return {**made, "datatype": NAMES[array.dtype.name], "data": array.ravel().tolist()}
