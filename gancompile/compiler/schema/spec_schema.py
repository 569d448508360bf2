"""The JSON Schema of a spec (draft 2020-12), every list of names in it read from the catalogue."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from gancompile.compiler.catalogue import ArgumentRow, layer_rows, objective_rows, optimizer_rows, penalty_rows
from gancompile.compiler.catalogue.value_rows import (
    activation_names,
    constraint_rows,
    initializer_rows,
    regularizer_rows,
)
from gancompile.compiler.schema.fragments import EXPRESSION, NAME, Schema, arguments, choice, named, section

POSITIVE: Schema = {"type": "number", "exclusiveMinimum": 0, "maximum": 1e15}
COUNT: Schema = {"type": "integer", "minimum": 1, "maximum": 1_000_000_000}
SIZES: Schema = {"type": "array", "items": COUNT}


@cache
def spec_schema() -> Schema:
    """The schema of a whole spec."""
    sections: dict[str, Schema] = {
        "gancompile": {"const": 1, "description": "the version of the language"},
        "name": {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,63}$", "x-noun": "name"},
        "description": {"type": "string"},
        "seed": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
        "params": named("`params`", {"type": ["number", "string", "boolean"]}),
        "data": _data(),
        "networks": named("`networks`", {"$ref": "#/$defs/network"}, least=1),
        "game": _game(),
        "schedule": {"type": "array", "items": _phase(), "minItems": 1},
        "export": section("`export`", {"generator": NAME, "discriminator": NAME}),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "gancompile spec, language version 1",
        **section("a spec", sections, ("gancompile", "name", "data", "networks", "game")),
        "$defs": _definitions(),
    }


def _definitions() -> dict[str, Schema]:
    layers = layer_rows()
    beside: dict[str, Schema] = {
        "name": {**NAME, "description": "what `from`, `outputs` and the emitted source call it"},
        "from": {
            "type": ["string", "array"],
            "items": {"type": "string"},
            "minItems": 1,
            "description": "the input or earlier layer that it reads, or a list of them; `previous` is the layer before",
        },
        "trainable": {"type": "boolean"},
    }
    bare = [row.key for row in layers.values() if not any(a.required for a in row.arguments)]
    return {
        "activation": {"type": ["string", "null"], "enum": [*activation_names(), None], "x-noun": "activation"},
        "dtype": {"type": ["string", "null"], "enum": ["float32", "float64", "float16", "bfloat16", "int32", "int64", None]},
        "initializer": _objects("initializer", initializer_rows()),
        "regularizer": _objects("regularizer", regularizer_rows(), nullable=True),
        "constraint": _objects("constraint", constraint_rows(), nullable=True),
        "schedulable": {
            "type": ["number", "object"],
            "minimum": 0,
            "properties": {kind: _ramp(kind) for kind in ("cosine", "exponential", "linear")},
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
            "x-subject": "a scheduled number",
            "x-noun": "curve",
        },
        "optimizer": choice(
            "optimizer", {key: _row(f"optimizer `{key}`", row.arguments, None) for key, row in optimizer_rows().items()},
            bare=optimizer_rows(),
        ),
        "regularize": {"type": "array", "items": choice("penalty", _penalties(), bare=penalty_rows())},
        "average": section("`average`", {"decay": {"type": "number", "minimum": 0, "exclusiveMaximum": 1}}, ("decay",)),
        "constrain": section("`constrain`", {"clip": POSITIVE}, ("clip",)),
        "network": section(
            "a network",
            {
                "inputs": named("`inputs`", _input(), least=1),
                "layers": {"type": "array", "items": {"$ref": "#/$defs/layer"}, "minItems": 1},
                "outputs": {**named("`outputs`", {"type": "string"}, least=1), "maxProperties": 1},
            },
            ("inputs", "layers"),
        ),
        "layer": choice("layer", {key: {"$ref": f"#/$defs/layer_{key}"} for key in layers}, bare=bare, extra=beside),
        **{f"layer_{key}": _row(f"layer `{key}`", row.arguments, row.positional, row.help) for key, row in layers.items()},
    }  # fmt: skip


def _row(subject: str, rows: tuple[ArgumentRow, ...], positional: str | None, help: str = "") -> Schema:
    """The schema of a catalogue row's arguments."""
    properties = {row.name: _argument(row) for row in rows}
    shorthand = properties[positional] | {"x-name": positional} if positional else None
    made = arguments(subject, properties, (row.name for row in rows if row.required), shorthand)
    return made | ({"description": help} if help else {})


def _argument(row: ArgumentRow) -> Schema:
    return {**row.schema, "description": row.help} | ({} if row.required else {"default": row.default})


def _objects(noun: str, rows: Any, *, nullable: bool = False) -> Schema:
    """A Keras object by name, or by name with arguments."""
    options = {key: _row(f"{noun} `{key}`", row.arguments, None) for key, row in rows.items()}
    made = choice(noun, options, bare=options)
    return {"if": {"type": "null"}, "else": made} if nullable else made


def _ramp(kind: str) -> Schema:
    least = {"exclusiveMinimum": 0} if kind == "exponential" else {"minimum": 0}
    number: Schema = {"type": "number", **least}
    return section(f"`{kind}`", {"from": number, "to": number}, ("from", "to"))


def _input() -> Schema:
    shape: Schema = {"type": "array", "items": {"type": ["integer", "string"], "minimum": 1, "enum_text": ["?"]}}
    return {
        "type": ["string", "array", "object"],
        "items": {"type": "integer", "minimum": 1},
        "properties": {
            "shape": {**shape, "items": {"type": "integer", "minimum": 1}},
            "dtype": {"enum": ["float32", "int32"]},
        },
        "required": ["shape"],
        "additionalProperties": False,
        "x-subject": "an input",
        "x-noun": "key",
        "description": "a shape without the batch, or a field of the data: [128], data.image, {shape: [], dtype: int32}",
    }


def _catalogue(name: str) -> dict[str, Any]:
    rows: dict[str, Any] = json.loads(files("gancompile.compiler.data").joinpath(name).read_text(encoding="utf-8"))
    return rows


def _data() -> Schema:
    sources = {}
    bare = []
    for key, row in _catalogue("sources.json").items():
        rows = row["arguments"]
        required = [name for name, argument in rows.items() if argument.get("required")]
        properties = {name: {**a["type"], "description": a.get("help", "")} for name, a in rows.items()}
        sources[key] = arguments(f"source `{key}`", properties, required, None)
        bare += [] if required else [key]
    steps = {key: row["type"] for key, row in _catalogue("steps.json").items()}
    return section(
        "`data`",
        {
            "source": choice("source", sources, bare=bare),
            **steps,
            "batch": {**COUNT, "maximum": 65536, "default": 64},
            "shuffle": {"type": "boolean", "default": True},
            "cache": {"type": "boolean", "default": True},
        },
        ("source",),
    )


def _penalties() -> dict[str, Schema]:
    made = {}
    for key, row in penalty_rows().items():
        numbers: dict[str, Schema] = {
            name: {"type": "number", "minimum": 0, "default": d} for name, d in row.parameters.items()
        }
        places: dict[str, Schema] = {"on": NAME} if row.on else {"real": NAME, "fake": NAME}
        made[key] = arguments(f"penalty `{key}`", {**numbers, **places}, (), None)
    return made


def _objectives() -> dict[str, Schema]:
    made = {}
    for key, row in objective_rows().items():
        numbers: dict[str, Schema] = {name: {"type": "number", "default": d} for name, d in row.parameters.items()}
        made[key] = arguments(f"objective `{key}`", numbers, (), None)
    return made


def _game() -> Schema:
    draw: Schema = section(
        "a draw",
        {"data": NAME, "normal": SIZES, "uniform": SIZES, "low": {"type": "number"}, "high": {"type": "number"}},
    )
    terms: Schema = {**named("an objective", EXPRESSION, least=1), "type": ["string", "number", "object"]}
    player = section(
        "a player",
        {
            "networks": {"type": "array", "items": NAME, "minItems": 1},
            "maximize": terms,
            "minimize": terms,
            "regularize": {"$ref": "#/$defs/regularize"},
            "optimizer": {"$ref": "#/$defs/optimizer"},
            "average": {"$ref": "#/$defs/average"},
            "constrain": {"$ref": "#/$defs/constrain"},
            "watch": {"type": "object", "additionalProperties": EXPRESSION},
            "source": {"type": "string"},
        },
    )
    return section(
        "`game`",
        {
            "objective": choice("objective", _objectives(), bare=objective_rows()),
            "generator": NAME,
            "discriminator": NAME,
            "regularize": {"$ref": "#/$defs/regularize"},
            "optimizer": {"$ref": "#/$defs/optimizer"},
            "average": {"$ref": "#/$defs/average"},
            "draws": named("`draws`", draw),
            "let": named("`let`", EXPRESSION),
            "players": named("`players`", player),
        },
    )


def _phase() -> Schema:
    turn = {**named("a turn", {**COUNT, "maximum": 1000}, least=1), "maxProperties": 1}
    return section(
        "a phase",
        {
            "phase": {"type": ["string", "number"]},
            "steps": COUNT,
            "images": POSITIVE,
            "epochs": POSITIVE,
            "round": {"type": "array", "items": turn, "minItems": 1},
        },
    )
