"""The JSON Schema of a spec (draft 2020-12), every list of names in it read from the catalogue."""

from __future__ import annotations

from functools import cache
from typing import Any

from gancompile.catalogue import ArgumentRow, layer_rows, objective_rows, optimizer_rows, penalty_rows
from gancompile.catalogue.sources import SourceRow, source_rows
from gancompile.catalogue.steps import step_rows
from gancompile.catalogue.value_rows import (
    activation_names,
    constraint_rows,
    initializer_rows,
    regularizer_rows,
)
from gancompile.compiler.schema.curve_schema import constant_or_list, constant_schema, schedulable
from gancompile.compiler.schema.draw_schema import draw_schema
from gancompile.compiler.schema.evaluate_schema import evaluate_schema
from gancompile.compiler.schema.export_schema import export_schema
from gancompile.compiler.schema.fragments import (
    COUNT,
    EXPRESSION,
    NAME,
    NAME_FORM,
    NOT_NEGATIVE,
    NUMBER,
    POSITIVE,
    SUBSTITUTION,
    Schema,
    arguments,
    choice,
    named,
    section,
    substitutable,
)
from gancompile.compiler.schema.network_schema import composite_layers, layer_companions, network_schema
from gancompile.compiler.schema.phase_schema import phase_schema
from gancompile.compiler.schema.report_schema import report_schema
from gancompile.compiler.schema.scale_schema import scale_sections
from gancompile.compiler.schema.upkeep_schema import upkeep_sections
from gancompile.files import BYTE_SIZE

LAYERS: Schema = {"$ref": "#/$defs/layers"}


@cache
def spec_schema() -> Schema:
    """The schema of a whole spec."""
    parameter: Schema = {
        **constant_or_list(),
        "type": ["number", "string", "boolean", "array", "null"],
        "description": "its value where none is given",
    }
    block = section(
        "a block",
        {
            "params": {**named("`params`", parameter), "description": "what its use may give, with a value for each"},
            "layers": LAYERS,
        },
        ("layers",),
    )
    sections: dict[str, Schema] = {
        "gancompile": {"const": 1, "description": "the version of the language"},
        "name": {
            "type": "string",
            "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,63}$",
            "x-noun": "name",
            "x-form": NAME_FORM.replace("digits and `_`", "digits, `-` and `_`"),
            "description": "what the build's folder and the class are called",
            "examples": ["my-gan"],
        },
        "description": {"type": "string", "description": "what a reader should know"},
        "extends": {
            "type": ["string", "array"],
            "items": {"type": "string"},
            "minItems": 1,
            "description": "a base spec, or a list of them, which this one is laid over; `key:` alone takes a key away",
        },
        "allow": {
            "type": "array",
            "items": {"type": "string", "pattern": r"^GW\d{4}$", "x-types": ["the code of a warning, such as GW0401,"]},
            "description": "warnings that are known and meant",
        },
        "seed": {
            **substitutable({"type": "integer", "minimum": 0, "maximum": 2**31 - 1}),
            "description": "of everything random",
        },
        "params": {
            **named("`params`", constant_schema()),
            "description": "named constants, used as ${name} in any value",
        },
        "data": {**_data(), "description": "where real examples come from"},
        "networks": {
            **named("`networks`", {"$ref": "#/$defs/network"}, least=1),
            "description": "what is trained",
        },
        "blocks": {**named("`blocks`", block), "description": "lists of layers with parameters, used by `use`"},
        "game": {**_game(), "description": "who plays, and for what"},
        "schedule": {
            "type": "array",
            "items": phase_schema(),
            "minItems": 1,
            "description": "phases, in order: how long, and who moves how often in a round",
            "examples": [[{"steps": 10_000}]],
        },
        "evaluate": {**evaluate_schema(), "description": "what is measured of the samples, and when"},
        "export": {**export_schema(), "description": "what is served, and in which formats"},
        **scale_sections(),
        **upkeep_sections(),
        "report": {**report_schema(), "description": "where the numbers and pictures of a training go"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "gancompile spec, language version 1",
        **section("a spec", sections, ("gancompile", "name", "data", "networks", "game")),
        "$defs": _definitions(),
    }


def _definitions() -> dict[str, Schema]:
    rows = layer_rows().values()
    kinds = {row.key: row for row in rows if row.kind == "layer"}
    wrappers = {row.key: row for row in rows if row.kind == "wrapper"}
    bare = [row.key for row in kinds.values() if not any(a.required for a in row.arguments)]
    wrapper = choice(
        "wrapper", {key: _row(f"wrapper `{key}`", row.arguments, row.positional, row.help) for key, row in wrappers.items()},
        bare=wrappers,
    )  # fmt: skip
    composites = composite_layers()
    return {
        "activation": substitutable({"type": ["string", "null"], "enum": [*activation_names(), None], "x-noun": "activation"}),
        "dtype": substitutable({"type": ["string", "null"], "enum": DTYPES, "description": "the type of its numbers"}),
        "initializer": _objects("initializer", initializer_rows()),
        "regularizer": _objects("regularizer", regularizer_rows(), nullable=True),
        "constraint": _objects("constraint", constraint_rows(), nullable=True),
        "schedulable": schedulable(minimum=0),
        "schedulable_unit": schedulable(minimum=0, maximum=1),
        "schedulable_share": schedulable(minimum=0, exclusiveMaximum=1),
        "optimizer": {"description": "what moves the weights"} | choice(
            "optimizer", {key: _row(f"optimizer `{key}`", row.arguments, None, row.help) for key, row in optimizer_rows().items()},
            bare=optimizer_rows(),
        ),
        "regularize": {
            "type": "array",
            "items": choice("penalty", _penalties(), bare=[k for k, row in penalty_rows().items() if "VALUE" not in row.value]),
            "description": "penalties, each added to what the player minimizes",
        },
        "average": {
            **section("`average`", {
                "decay": {
                    "$ref": "#/$defs/schedulable_share",
                    "description": "how much of the average is kept at an update, such as 0.999",
                },
                "half_life_images": {
                    "$ref": "#/$defs/schedulable",
                    "description": "instead: after how many examples one half of it is forgotten",
                },
            }),
            "minProperties": 1,
            "maxProperties": 1,
            "examples": [{"decay": 0.999}],
            "description": "a moving average of the weights, which is sampled and exported",
        },
        "constrain": {
            **section("`constrain`", {
                "clip": {"$ref": "#/$defs/schedulable", "description": "no weight is further from 0"},
                "max_norm": {"$ref": "#/$defs/schedulable", "description": "no filter is longer"},
            }),
            "minProperties": 1,
            "maxProperties": 1,
            "description": "what is done to the weights after each update",
        },
        "clip_gradients": {
            **section("`clip_gradients`", {
                "norm": {"$ref": "#/$defs/schedulable", "description": "all gradients of an update together are no longer, such as 1"},
                "value": {"$ref": "#/$defs/schedulable", "description": "no number in a gradient is further from 0"},
            }),
            "minProperties": 1,
            "maxProperties": 1,
            "examples": [{"norm": 1.0}],
            "description": "a limit of the gradients, before the optimizer takes them",
        },
        "network": network_schema(),
        "layers": {
            "type": "array", "items": {"$ref": "#/$defs/layer"}, "minItems": 1,
            "description": "layers in the order in which they are computed; each reads the one before unless `from` says otherwise",
        },
        "wrapper": wrapper,
        "layer": choice(
            "layer", {**{key: {"$ref": f"#/$defs/layer_{key}"} for key in kinds}, **composites},
            bare=bare, extra=layer_companions(),
        ),
        **{f"layer_{key}": _row(f"layer `{key}`", row.arguments, row.positional, row.help) for key, row in kinds.items()},
    }  # fmt: skip


DTYPES = ["float32", "float64", "float16", "bfloat16", "mixed_float16", "mixed_bfloat16", "int32", "int64", None]


def _row(subject: str, rows: tuple[ArgumentRow, ...], positional: str | None, help: str = "") -> Schema:
    """The schema of a catalogue row's arguments."""
    properties = {row.name: _argument(row) for row in rows}
    shorthand = properties[positional] | {"x-name": positional} if positional else None
    made = arguments(subject, properties, (row.name for row in rows if row.required), shorthand)
    return made | ({"description": help} if help else {})


def _argument(row: ArgumentRow) -> Schema:
    described = {
        **substitutable(dict(row.schema), solvable=row.solvable),
        "description": row.help or f"`{row.name}`, as in Keras",
    }
    return described | ({} if row.required else {"default": row.default})


def _objects(noun: str, rows: Any, *, nullable: bool = False) -> Schema:
    """A Keras object by name, or by name with arguments."""
    options = {key: _row(f"{noun} `{key}`", row.arguments, None, row.help) for key, row in rows.items()}
    bare = [key for key, row in rows.items() if not any(a.required for a in row.arguments)]
    made = choice(noun, options, bare=bare)
    return {"if": {"type": "null"}, "else": made} if nullable else made


def _data() -> Schema:
    """One source with its steps, or several sets of them by name."""
    order: dict[str, Schema] = {
        "shuffle": {
            **substitutable({"type": "boolean"}),
            "default": True,
            "description": "another order in each epoch",
        },
        "cache": {
            "type": ["boolean", "string"],
            "pattern": rf"{BYTE_SIZE}|{SUBSTITUTION}",
            "x-types": ["true, false, or a size such as 2GB,"],
            "default": "2GB",
            "description": "how much of decoded images is kept in memory: all, none, or so many bytes",
        },
    }
    batch: Schema = {
        **substitutable({"type": "integer", "minimum": 1, "maximum": 65536}),
        "default": 64,
        "description": "examples of one update",
    }
    source = _source_with_steps()
    each = section("a set", {**source, **order}, ("source",))
    sets = {**named("`sets`", each, least=1), "description": "sources by name, each drawn from by itself"}
    several = section("`data` with `sets`", {"sets": sets, "batch": batch, **order}, ("sets",))
    one = section("`data`", {**source, "batch": batch, **order}, ("source",))
    return {"type": "object", "x-subject": "`data`", "if": {"required": ["sets"]}, "then": several, "else": one}


def _source_with_steps() -> dict[str, Schema]:
    sources = {}
    bare = []
    for key, row in source_rows().items():
        required = [name for name, argument in row.arguments.items() if argument.required]
        sources[key] = {**_source_arguments(row, required), "description": row.help}
        bare += [] if required else [key]
    steps = {
        key: {**substitutable(dict(step.type)), "description": step.help, "examples": [step.example]}
        for key, step in step_rows().items()
    }
    return {
        "source": {
            **choice("source", sources, bare=bare),
            "description": "where examples come from",
            "examples": ["digits"],
        },
        **steps,
        "renumber": {
            **substitutable({"const": True}),
            "description": "labels that are not 0, 1, 2, ... become so, in their order",
        },
        "label_names": {
            "type": "array",
            "items": substitutable({"type": "string", "minLength": 1}),
            "minItems": 1,
            "x-subject": "`label_names`",
            "description": "the names of the classes, in the order of their numbers",
            "examples": [["cat", "dog"]],
        },
        "labelled": {
            **substitutable({"type": "number", "exclusiveMinimum": 0, "maximum": 1_000_000_000}),
            "description": "which share of the examples, such as 0.1, or how many of them, such as 100, keep their labels",
        },
    }


def _source_arguments(row: SourceRow, required: list[str]) -> Schema:
    """The arguments of a source; one that stands instead of another makes it a second form."""
    properties = {name: {**substitutable(dict(a.type)), "description": a.help} for name, a in row.arguments.items()}
    made = arguments(f"source `{row.key}`", properties, required, None)
    for name, argument in row.arguments.items():
        if argument.instead_of:
            left = {one: schema for one, schema in properties.items() if one != argument.instead_of}
            needed = [name, *(one for one in required if one != argument.instead_of)]
            other = section(f"source `{row.key}` with `{name}`", left, needed, noun="argument")
            made = {**made, "then": {"if": {"required": [name]}, "then": other, "else": made["then"]}}
    return made


def _penalties() -> dict[str, Schema]:
    made = {}
    for key, row in penalty_rows().items():
        numbers: dict[str, Schema] = {
            name: {
                "$ref": "#/$defs/schedulable",
                "default": d,
                "description": f"`{name}` of `{row.value}`" if name != "weight" else "how much it counts",
            }
            for name, d in row.parameters.items()
        }
        places: dict[str, Schema] = {
            role: {**NAME, "description": f"the value that is `{role}` in its formula, by name"} for role in row.at
        }
        lazy: dict[str, Schema] = {
            "every": {**COUNT, "default": 1, "description": "only in every so many rounds, and times as much then"},
            "batch": {
                **substitutable({"enum": ["half"], "x-noun": "part"}),
                "description": "`half`: of the first half of the batch alone",
            },
        }
        own: dict[str, Schema] = (
            {"name": {**NAME, "description": "under which it is logged"}, "value": EXPRESSION}
            if "VALUE" in row.value
            else {}
        )
        made[key] = {
            **arguments(f"penalty `{key}`", {**numbers, **places, **lazy, **own}, ("value",) if own else (), None),
            "description": row.title,
        }
    return made


def _objectives() -> dict[str, Schema]:
    made = {}
    for key, row in objective_rows().items():
        numbers: dict[str, Schema] = {
            name: {
                **(POSITIVE if name == "clip" else NOT_NEGATIVE),
                "default": d,
                "description": f"`{name}` of {row.paper}",
            }
            for name, d in row.parameters.items()
        }
        made[key] = {**arguments(f"objective `{key}`", numbers, (), None), "description": f"{row.title}. {row.use}"}
    return made


def _game() -> Schema:
    terms: Schema = {**named("an objective", EXPRESSION, least=1), "type": ["string", "number", "object"]}
    optimizer: Schema = {"$ref": "#/$defs/optimizer"}
    regularize: Schema = {"$ref": "#/$defs/regularize"}
    average: Schema = {"$ref": "#/$defs/average"}
    value: Schema = {
        **EXPRESSION, "type": ["string", "number", "object"],
        "if": {"type": "object"}, "then": {"$ref": "#/$defs/schedulable"},
    }  # fmt: skip
    accumulate: Schema = {
        **substitutable({"type": "integer", "minimum": 1, "maximum": 4096}),
        "default": 1,
        "description": "in how many micro-batches, one after the other, a batch is computed, which takes that much less memory",
        "examples": [4],
    }
    state = section("a state", {
        "start": {**NUMBER, "default": 0, "description": "its value at the first round"},
        "update": {**EXPRESSION, "description": "what it becomes at the end of a round"},
    }, ("update",))  # fmt: skip
    player = section(
        "a player",
        {
            "networks": {"type": "array", "items": NAME, "minItems": 1, "description": "whose weights it moves"},
            "maximize": {**terms, "description": "a formula, or named formulas whose sum is meant"},
            "minimize": {**terms, "description": "a formula, or named formulas whose sum is meant"},
            "regularize": regularize,
            "optimizer": optimizer,
            "average": average,
            "constrain": {"$ref": "#/$defs/constrain"},
            "clip_gradients": {"$ref": "#/$defs/clip_gradients"},
            "batch_factor": {
                **substitutable({"type": "integer", "minimum": 1, "maximum": 1000}),
                "default": 1,
                "description": "by how much the batch of its update is larger, where nothing of it is of the data",
            },
            "accumulate": accumulate,
            "watch": {"type": "object", "additionalProperties": EXPRESSION, "description": "numbers that are logged"},
            "source": {"type": "string", "description": "the paper that the formula is from"},
        },
    )
    return section(
        "`game`",
        {
            "objective": {
                **choice("objective", _objectives(), bare=objective_rows()),
                "description": "a game by name; without it, `players` say what each of them is after",
            },
            "generator": {**NAME, "description": "the network that generates, where it is not called so"},
            "discriminator": {**NAME, "description": "the network that judges, where it is not called so"},
            "regularize": regularize,
            "optimizer": optimizer,
            "average": average,
            "clip_gradients": {"$ref": "#/$defs/clip_gradients"},
            "accumulate": accumulate,
            "draws": {
                **named("`draws`", draw_schema()),
                "description": "random variables, drawn anew for every update",
            },
            "let": {**named("`let`", value), "description": "named values, and numbers that change with the rounds"},
            "state": {**named("`state`", state), "description": "numbers that the game carries from round to round"},
            "players": {**named("`players`", player), "description": "who moves which weights, towards what"},
        },
    )
