"""What the schema of an argument allows, Keras takes, or our rule refuses it."""

from __future__ import annotations

from typing import Any

import keras
import pytest
from layer_examples import REQUIRED, ROWS, built

from gancompile.catalogue import LayerRow
from gancompile.compiler.elaborate.networks.padding_mode import MODES
from gancompile.compiler.shapes import ShapeProblem, infer_shape

OBJECTS = {
    "activation": ["relu", None],
    "initializer": ["zeros"],
    "regularizer": ["l2", None],
    "constraint": ["max_norm", None],
    "schedulable_unit": [0.0, 0.5, 1.0],
}
NEEDED = {
    "equation": "ab,bc->ac", "target_shape": [1], "axes": 1, "dims": [1], "num_query_heads": 2, "num_tokens": 3, "bin_boundaries": [0.5],
    "vocabulary": None, "filters": 2, "sizes": [3],
}  # fmt: skip
SHAPES: dict[str, list[tuple[int, ...]]] = {
    "permute": [(4,)],
    "group_normalization": [(4,)],
    "stft_spectrogram": [(600, 2)],
    "group_query_attention": [(4, 2), (4, 2)],
    "normalization": [(4,)],
}
IMAGE = (9, 9, 3)


def samples(schema: dict[str, Any]) -> list[Any]:
    """Values at the edges of what a schema allows, and within."""
    if "$ref" in schema:
        return OBJECTS[schema["$ref"].rpartition("/")[2]]
    if "enum" in schema:
        return list(schema["enum"])
    kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    return [value for kind in kinds for value in _of_kind(kind, schema)]


def _of_kind(kind: str, schema: dict[str, Any]) -> list[Any]:
    least, most = schema.get("minimum", schema.get("exclusiveMinimum")), schema.get("maximum")
    match kind:
        case "boolean":
            return [True, False]
        case "integer":
            first = -1 if least is None else least
            return [first, first + 1, *([most] if most is not None and most < 100 else [])]
        case "number":
            first = -1.5 if least is None else least if "minimum" in schema else least + 0.001
            upper = min(schema.get("exclusiveMaximum", 2), 2 if most is None else most)
            return [first, upper * 0.75, *([most] if most is not None else [])]
        case "array":
            inner, length = samples(schema["items"]), max(schema.get("minItems", 1), 1)
            return [[value] * length for value in inner]
        case "object":
            return [{}]
        case "string":
            return ["hann"]
    return [None]


def _needed(row: LayerRow) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for argument in row.arguments:
        known = REQUIRED.get(f"{row.key}.{argument.name}", REQUIRED.get(argument.name, NEEDED.get(argument.name)))
        if argument.required or argument.name in {"num_tokens", "bin_boundaries"}:
            found[argument.name] = samples(dict(argument.schema))[0] if known is None else known
    if row.kind == "wrapper":
        found["layer"] = keras.layers.LSTM(2) if row.key == "bidirectional" else keras.layers.Dense(2)
    return found


@pytest.mark.parametrize("key", ROWS)
def test_what_a_schema_allows_keras_takes(key: str) -> None:
    row = ROWS[key]
    shape = IMAGE if row.rank in (None, 2) else (9,) * row.rank + (3,)
    for argument in row.arguments:
        for value in samples(dict(argument.schema)):
            if argument.name == "padding" and value in list(MODES):
                continue  # a layer of its own: Keras's convolution never has this value
            arguments = {**_needed(row), argument.name: value}
            refusal = _refusal(row, arguments)
            if refusal is not None:
                ours = infer_shape(row, arguments, SHAPES.get(key, [shape]))
                assert isinstance(ours, ShapeProblem), f"{key}.{argument.name} = {value!r}: {refusal}"


def _refusal(row: LayerRow, arguments: dict[str, Any]) -> Exception | None:
    try:
        built(row, arguments)
    except Exception as error:
        return error
    return None
