"""One version of a model in memory: its signatures, checked inputs, and the requests that warm it up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.deployment import CONTRACT_FILE
from gancompile.runtime.serving.errors import NoVersionError, RequestError
from gancompile.runtime.serving.warm_up_requests import warm_up_requests

Arrays = Mapping[str, NDArray[Any]]
DEFAULT = "serving_default"
MAX_REQUEST_ROWS = 1024
"""Of one request, and of what it may ask for: a number is cheap to send and dear to answer."""


class ServedModel:
    """A loaded SavedModel. contract: as it lies beside it; empty where it does not."""

    def __init__(self, folder: Path) -> None:
        """Loads `folder`, the number of a version. Raises NoVersionError."""
        self.folder = folder
        self.version = int(folder.name) if folder.name.isdigit() else 1
        try:
            self._loaded = tf.saved_model.load(str(folder))
        except (OSError, ValueError, tf.errors.OpError) as error:
            raise NoVersionError(f"`{folder}` cannot be loaded: {str(error).splitlines()[0]}") from error
        self.signatures: Mapping[str, Any] = dict(self._loaded.signatures)
        self.contract = _contract(folder / CONTRACT_FILE)
        self._specs = {name: dict(one.structured_input_signature[1]) for name, one in self.signatures.items()}
        self._row_wise = frozenset(name for name in self.signatures if self._is_row_wise(name))

    @property
    def name(self) -> str:
        """The name of the spec, or of the folder."""
        return str(self.contract.get("name") or self.folder.absolute().parent.parent.name)

    def warm_up(self) -> int:
        """Answers the warm-up records, so that the first client need not wait. Returns: how many."""
        answered = 0
        for signature, inputs in warm_up_requests(self.folder):
            if signature in self.signatures:
                self.predict(signature, inputs)
                answered += 1
        return answered

    def signature(self, name: str | None) -> str:
        """The name of a signature, the default where none is given. Raises RequestError."""
        wanted = name or DEFAULT
        if wanted not in self.signatures:
            known = ", ".join(sorted(self.signatures))
            raise RequestError(f"there is no signature `{wanted}`; there are {known}", 404 if name else 400)
        return wanted

    def specs(self, signature: str) -> Mapping[str, Any]:
        """The `TensorSpec`s of the inputs of a signature."""
        return self._specs[signature]

    def is_row_wise(self, signature: str) -> bool:
        """Whether rows of several requests may be answered together; not where nothing says so."""
        return signature in self._row_wise

    def _is_row_wise(self, signature: str) -> bool:
        described = self.contract.get("signatures", {}).get(signature, {})
        return bool(described.get("row_wise", False)) and all(
            spec.shape.rank and None not in spec.shape[1:] for spec in self.specs(signature).values()
        )

    def checked(self, signature: str, inputs: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
        """Inputs as arrays of the types and shapes of the signature. Raises RequestError for any other."""
        specs = self.specs(signature)
        unknown, missing = (
            [name for name in inputs if name not in specs],
            [name for name in specs if name not in inputs],
        )
        if unknown or missing:
            what = f"there is no input `{unknown[0]}`" if unknown else f"the input `{missing[0]}` is missing"
            raise RequestError(f"{what}; `{signature}` takes {', '.join(sorted(specs)) or 'none'}")
        made = {name: _array(name, inputs[name], spec) for name, spec in specs.items()}
        rows = {name: len(array) for name, array in made.items() if specs[name].shape.rank}
        if len(set(rows.values())) > 1 and self.is_row_wise(signature):
            listed = ", ".join(f"`{name}` {count}" for name, count in rows.items())
            raise RequestError(f"the inputs have different numbers of rows: {listed}")
        number = int(made["num"].item()) if "num" in made else 0
        most = max([*rows.values(), number], default=0)
        if most > MAX_REQUEST_ROWS:
            raise RequestError(f"{most:,} rows in one request, at most {MAX_REQUEST_ROWS:,} are answered")
        if number < 0:
            raise RequestError(f"`num` is {number}, and no number of samples")
        return made

    def predict(self, signature: str, inputs: Arrays) -> dict[str, NDArray[Any]]:
        """The outputs of a signature for checked inputs. Raises RequestError where the model itself refuses them."""
        specs = self.specs(signature)
        try:
            made = self.signatures[signature](**{name: tf.constant(inputs[name], specs[name].dtype) for name in specs})
        except tf.errors.InvalidArgumentError as error:
            raise RequestError(_reason(error)) from error
        # A SavedModel keeps no order of its outputs, and the columns of a table have one.
        described = self.contract.get("signatures", {}).get(signature, {}).get("outputs", ())
        order = [port["name"] for port in described if port["name"] in made] or list(made)
        return {name: made[name].numpy() for name in order}


def _contract(path: Path) -> Mapping[str, Any]:
    try:
        contract: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return contract


def _array(name: str, value: Any, spec: Any) -> NDArray[Any]:
    """A value of JSON, or an array, as the tensor that an input takes."""
    wanted = spec.dtype.as_numpy_dtype
    try:
        array = np.asarray(value, object if spec.dtype == tf.string else None)
    except ValueError:
        raise RequestError(f"`{name}` is a list whose parts have different lengths") from None
    if spec.dtype != tf.string:
        array = _numbers(name, array, wanted)
    elif not all(isinstance(one, bytes) for one in array.ravel()):
        array = np.array([_bytes(name, one) for one in array.ravel()], object).reshape(array.shape)
    if spec.shape.rank is not None and not spec.shape.is_compatible_with(array.shape):
        shape = ["rows" if size is None else size for size in spec.shape]
        raise RequestError(f"`{name}` is {list(array.shape)}, but {str(shape).replace(chr(39), '')} is wanted")
    if spec.shape.rank is None and array.size != 1:
        raise RequestError(f"`{name}` is {list(array.shape)}, but one number is wanted")
    return array


def _numbers(name: str, array: NDArray[Any], wanted: Any) -> NDArray[Any]:
    is_integer = np.issubdtype(wanted, np.integer)
    kinds = "iub" if is_integer else "iubf"
    if array.size and array.dtype.kind not in kinds:
        what = "whole numbers" if is_integer else "numbers"
        raise RequestError(f"`{name}` takes {what} ({np.dtype(wanted).name}), and not {_described(array)}")
    if is_integer and array.size:
        ends = np.iinfo(wanted)
        if array.max() > ends.max or array.min() < ends.min:
            raise RequestError(f"`{name}` holds a number that {np.dtype(wanted).name} cannot")
    return array.astype(wanted)


def _described(array: NDArray[Any]) -> str:
    kinds = {"U": "texts", "S": "bytes", "f": "fractions", "b": "true and false"}
    if array.dtype.kind == "O" and array.size and isinstance(array.ravel()[0], int):
        return "a number of more than 64 bits"
    return kinds.get(array.dtype.kind, "what is no list of numbers")


def _bytes(name: str, value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    raise RequestError(f'`{name}` takes texts, or files as {{"b64": "..."}}')


def _reason(error: tf.errors.InvalidArgumentError) -> str:
    """What an assertion or an operation says, without the graph around it."""
    lines = [line.strip() for line in str(error.message).splitlines() if line.strip()]
    stated = [
        line
        for line in lines
        if line.startswith(("assertion failed: [", "Input is", "Unable", "Invalid PNG", "Unknown image"))
    ]
    if not stated:
        return lines[-1] if lines else "the model refuses these inputs"
    text = stated[0].removeprefix("assertion failed: [")
    return text.split("] [")[0].rstrip("]") if stated[0].startswith("assertion") else text
