"""The JSON of TensorFlow Serving's REST interface.

Source: tensorflow.org/tfx/serving/api_rest. Requests hold rows (`instances`) or columns (`inputs`); `{"b64": "..."}` are bytes.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.deployment import BYTES
from gancompile.runtime.serving.errors import RequestError


def inputs_of(request: Any, names: list[str]) -> tuple[dict[str, Any], bool]:
    """The inputs of a request by name, and whether they came as rows. names: the inputs of the signature. Raises RequestError."""
    if not isinstance(request, dict):
        raise RequestError("the request is no JSON object")
    if ("instances" in request) == ("inputs" in request):
        raise RequestError("the request must have either `instances`, which are rows, or `inputs`, which are columns")
    if "inputs" in request:
        columns = request["inputs"]
        is_named = isinstance(columns, dict) and not _is_bytes(columns)
        return {name: _plain(value) for name, value in (columns if is_named else _only(columns, names)).items()}, False
    rows = request["instances"]
    if not isinstance(rows, list) or not rows:
        raise RequestError("`instances` must be a list of at least one row")
    if all(isinstance(row, dict) and not _is_bytes(row) for row in rows):
        keys = list(rows[0])
        if any(row.keys() != rows[0].keys() for row in rows):
            raise RequestError("the rows of `instances` have different inputs")
        return {key: [_plain(row[key]) for row in rows] for key in keys}, True
    if any(isinstance(row, dict) and not _is_bytes(row) for row in rows):
        raise RequestError("some rows of `instances` are objects, and others are not")
    return _only([_plain(row) for row in rows], names), True


def response_of(outputs: Mapping[str, NDArray[Any]], *, rows: bool) -> dict[str, Any]:
    """The answer: `predictions` row by row, or `outputs` column by column; without names where there is one output."""
    plain = {name: _as_json(name, array) for name, array in outputs.items()}
    only = next(iter(plain.values())) if len(plain) == 1 else None
    if not rows:
        return {"outputs": only if only is not None else plain}
    if only is not None:
        return {"predictions": only}
    count = min((len(column) for column in plain.values()), default=0)
    return {"predictions": [{name: column[i] for name, column in plain.items()} for i in range(count)]}


def signature_def(specs: Mapping[str, Any], outputs: Mapping[str, Any]) -> dict[str, Any]:
    """A signature as the metadata of TensorFlow Serving describe it."""
    return {
        "inputs": {name: _tensor_info(name, spec) for name, spec in specs.items()},
        "outputs": {name: _tensor_info(name, spec) for name, spec in outputs.items()},
        "method_name": "tensorflow/serving/predict",
        "defaults": {},
    }


def _only(value: Any, names: list[str]) -> dict[str, Any]:
    if len(names) != 1:
        raise RequestError(f"this signature has {len(names)} inputs, which must be named: {', '.join(names) or 'none'}")
    return {names[0]: _plain(value)}


def _is_bytes(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"b64"}


def _plain(value: Any) -> Any:
    """The value with base64 decoded."""
    if _is_bytes(value):
        try:
            return base64.b64decode(value["b64"], validate=True)
        except (binascii.Error, TypeError, ValueError):
            raise RequestError("`b64` holds no base64") from None
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _as_json(name: str, array: NDArray[Any]) -> Any:
    if array.dtype != object:
        return np.asarray(array).tolist()
    if array.ndim == 0:
        return _text(name, array.item())
    return [_as_json(name, one) if isinstance(one, np.ndarray) else _text(name, one) for one in array]


def _text(name: str, value: bytes) -> Any:
    if name.endswith(BYTES):
        return {"b64": base64.b64encode(value).decode()}
    return value.decode("utf-8", "replace")


def _tensor_info(name: str, spec: Any) -> dict[str, Any]:
    rank = spec.shape.rank
    sizes = [
        {"size": str(-1 if size is None else size), "name": ""} for size in (spec.shape if rank is not None else [])
    ]
    kinds = {"string": "DT_STRING", "bool": "DT_BOOL", "float32": "DT_FLOAT", "float64": "DT_DOUBLE"}
    dtype = kinds.get(spec.dtype.name, f"DT_{spec.dtype.name.upper()}")
    return {"dtype": dtype, "tensor_shape": {"dim": sizes, "unknown_rank": rank is None}, "name": name}
