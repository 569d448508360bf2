"""The schema of curves, numbers that change with the rounds, from the rows of the catalogue."""

from __future__ import annotations

from typing import Any

from gancompile.catalogue.curve_rows import CurveRow, curve_rows
from gancompile.catalogue.rows import ArgumentRow
from gancompile.compiler.schema.fragments import (
    COUNT,
    EXPRESSION,
    NAME,
    NOT_NEGATIVE,
    NUMBER,
    POSITIVE,
    Schema,
    section,
    substitutable,
)

FRAGMENTS: dict[str, Schema] = {
    "count": COUNT,
    "expression": EXPRESSION,
    "name": NAME,
    "number": NUMBER,
    "positive": POSITIVE,
    "round": substitutable({"type": "integer", "minimum": 0}),
}
"""The schemas that the rows name; `bounded` is that of the number in whose place the curve stands."""
PAIRS: Schema = {
    "type": "array",
    "items": {"type": "array", "items": NOT_NEGATIVE, "minItems": 2, "maxItems": 2},
    "minItems": 1,
}

ENDS = {"from": 2e-4, "to": 1e-5}
"""Of a ramp, as an example: a learning rate's."""


def schedulable(**bounds: Any) -> Schema:
    """A number, or a curve whose numbers have the same bounds."""
    number: Schema = {"type": "number", **bounds}
    curves = {
        "properties": {key: {**_curve(row, number), "description": row.help} for key, row in curve_rows().items()},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
        "x-subject": "a scheduled number",
        "x-noun": "curve",
        "x-choice": sorted(curve_rows()),
        "examples": [{"linear": {"from": 2e-4, "to": 0}}],
    }
    return {**substitutable({**number, "type": ["number", "object"]}), **curves}


def _curve(row: CurveRow, number: Schema) -> Schema:
    if row.form == "pieces":
        return PAIRS
    if row.form == "state":
        return NAME
    bounded = substitutable({"type": "number", "exclusiveMinimum": 0} if row.positive else number)
    properties = {one.name: _argument(one, bounded) for one in row.arguments}
    made = section(f"`{row.key}`", properties, (one.name for one in row.arguments if one.required))
    return {**made, "examples": [ENDS]} if row.form == "ramp" else made


def _argument(row: ArgumentRow, bounded: Schema) -> Schema:
    schema = bounded if row.schema == "bounded" else FRAGMENTS[row.schema]
    example = {"examples": [ENDS[row.name]]} if row.name in ENDS else {}
    return {**schema, **({} if row.default is None else {"default": row.default}), **example, "description": row.help}


def constant_schema() -> Schema:
    """The value of a parameter: a constant, a list of constants, or a number that changes with the rounds."""
    curve: Schema = {"if": {"type": "object"}, "then": {"$ref": "#/$defs/schedulable"}}
    return {**constant_or_list(), "type": ["number", "string", "boolean", "array", "object"], **curve}


def constant_or_list() -> Schema:
    """What stands for a parameter of a block."""
    single = ["number", "string", "boolean"]
    return {"type": [*single, "array"], "items": {"type": single}, "minItems": 1}
