"""The schema of networks: inputs, composite layers, and the keys beside a layer."""

from __future__ import annotations

from gancompile.catalogue import layer_rows
from gancompile.catalogue.networks.builtin import BUILTIN
from gancompile.compiler.schema.curve_schema import constant_or_list
from gancompile.compiler.schema.fragments import (
    FIELD,
    MADE_NAME,
    NAME,
    SUBSTITUTION,
    WORD,
    Schema,
    named,
    section,
    substitutable,
)
from gancompile.compiler.schema.scale_schema import precision_schema

LAYERS: Schema = {"$ref": "#/$defs/layers"}
SIZE: Schema = {
    **substitutable({"type": "integer", "minimum": 1, "maximum": 1_000_000_000}),
    "pattern": rf"^\?$|{SUBSTITUTION}",
}
DOTTED: Schema = {**NAME, "pattern": rf"^{WORD}(\.{WORD})?$|{SUBSTITUTION}"}
COMPANIONS = ("name", "from", "wrap", "trainable", "dtype", "share", "with")
"""The keys that may stand beside the kind of a layer."""
COMPOSITES = ("use", "repeat", "residual", "parallel", "network")
"""Kinds of layers that are made of others."""


def network_schema() -> Schema:
    """A network by its layers, like another one, or loaded from a file."""
    by_layers = section(
        "a network",
        {
            "inputs": {
                **named("`inputs`", _input(), least=1),
                "description": "what goes in, by name",
                "examples": [{"z": [128]}],
            },
            "params": {
                **named("`params`", constant_or_list()),
                "description": "constants of this network alone, which a network that is like it may give other values",
            },
            "layers": {**LAYERS, "description": "in the order in which they are computed"},
            "outputs": {
                **named("`outputs`", {"type": "string"}, least=1),
                "x-by-name": True,
                "description": "named layers; without it, the last layer is the one output",
            },
            "dtype": {
                **precision_schema(),
                "description": "what its layers compute in, where that is not the `precision` of the spec",
            },
        },
        ("inputs", "layers"),
    )
    like = section(
        "a network like another",
        {
            "like": {**NAME, "description": "the same layers, with weights of its own"},
            "inputs": {**named("`inputs`", _input()), "description": "inputs of other shapes; the rest are as there"},
            "with": {**named("`with`", constant_or_list()), "description": "other values of its `params`"},
        },
        ("like",),
    )
    load = section(
        "a loaded network",
        {
            "load": {**_load(), "description": "a network of Keras, read from a file or from another build"},
            "inputs": {**named("`inputs`", _input(), least=1), "description": "what goes in, by name"},
        },
        ("load",),
    )
    return {
        "type": "object",
        "if": {"type": "object", "required": ["like"]},
        "then": like,
        "else": {"if": {"type": "object", "required": ["load"]}, "then": load, "else": by_layers},
    }


def _load() -> Schema:
    trainable: Schema = {
        **substitutable({"type": "boolean"}),
        "default": False,
        "description": "whether a player may move it",
    }
    of_file = section(
        "`load`",
        {"keras": {"type": "string", "description": "a `.keras` file"}, "trainable": trainable},
        ("keras",),
    )
    of_build = section(
        "`load` from a build",
        {
            "build": {"type": "string", "description": "the folder of a build, such as ../build/first"},
            "network": {**NAME, "description": "its network of this name"},
            "average": {
                **substitutable({"type": "boolean"}),
                "default": False,
                "description": "the moving average of the network's weights, where it has one",
            },
            "trainable": trainable,
        },
        ("build", "network"),
    )
    builtin = section(
        "`load` of a network that comes with gancompile",
        {"builtin": {"type": "string", "enum": sorted(BUILTIN), "description": "its name"}, "trainable": trainable},
        ("builtin",),
    )
    of_another = {"if": {"required": ["builtin"]}, "then": builtin, "else": of_file}
    return {"type": "object", "if": {"required": ["build"]}, "then": of_build, "else": of_another}


def _input() -> Schema:
    shape: Schema = {"type": ["array", "string"], "items": SIZE}
    return {
        "type": ["string", "array", "object"],
        "items": SIZE,
        "properties": {
            "shape": {**shape, "description": "the sizes without the batch, `?` for one that is not known"},
            "dtype": {"enum": ["float32", "int32"], "default": "float32", "description": "int32 for labels"},
        },
        "required": ["shape"],
        "additionalProperties": False,
        "x-subject": "an input",
        "x-noun": "key",
        "description": "a shape without the batch, a field of the data, or another network's output: "
        "[128], data.image, trunk, {shape: [], dtype: int32}",
    }


def composite_layers() -> dict[str, Schema]:
    """Layers made of layers, by their key."""
    merges = sorted(row.key for row in layer_rows().values() if row.inputs == "many" and row.shape_rule != "difference")
    merge: Schema = {**substitutable({"type": "string", "enum": merges}), "description": "how the branches are joined"}
    return {
        "use": {**NAME, "description": "the layers of a block, with the parameters that `with` gives"},
        "network": {**DOTTED, "description": "another network, or `network.output`, as a layer with its own weights"},
        "repeat": {
            **section("`repeat`", {
                "times": {**substitutable({"type": "integer", "minimum": 0, "maximum": 10_000}), "description": "how often"},
                "until": {
                    "type": ["integer", "string", "array"],
                    "minimum": 1,
                    "pattern": rf"^\d+(x\d+)*$|^data\.{FIELD}$|{SUBSTITUTION}",
                    "items": substitutable({"type": "integer", "minimum": 1}),
                    "minItems": 1,
                    "maxItems": 3,
                    "x-types": ["a size such as 4, 4x4 or data.image"],
                    "description": "as often as it takes: to the size 4x4 or data.image, or to 4 of the smaller side",
                },
                "as": {**NAME, "description": "the name of the number of the round, from 0, for use as ${name}"},
                "of": {**NAME, "description": "the name of the number of rounds, for use as ${name}"},
                "layers": LAYERS,
            }, ("layers",)),
            "description": "layers several times, each time with weights of their own",
        },
        "residual": {
            **section("`residual`", {
                "layers": LAYERS,
                "shortcut": {**LAYERS, "description": "layers on the way around; without it, the input itself"},
                "merge": {**merge, "default": "add"},
            }, ("layers",)),
            "description": "layers whose output is added to their input",
        },
        "parallel": {
            **section("`parallel`", {
                "branches": {"type": "array", "items": LAYERS, "minItems": 2, "description": "lists of layers that read the same"},
                "merge": {**merge, "default": "concatenate"},
            }, ("branches",)),
            "description": "several lists of layers side by side, joined at the end",
        },
    }  # fmt: skip


def layer_companions() -> dict[str, Schema]:
    """The keys beside the kind of a layer."""
    wrapper: Schema = {"$ref": "#/$defs/wrapper"}
    return {
        "name": {**MADE_NAME, "description": "what `from`, `outputs` and the emitted source call it"},
        "from": {
            "type": ["string", "array"],
            "items": {"type": "string"},
            "minItems": 1,
            "description": "the input or earlier layer that it reads, or a list of them; `previous` is the layer before, "
            "`input` what comes into a block",
        },
        "wrap": {
            "if": {"type": "array"},
            "then": {"items": wrapper, "minItems": 1},
            "else": wrapper,
            "description": "a wrapper around the layer, or a list of them, the outermost last",
        },
        "trainable": {**substitutable({"type": "boolean"}), "description": "false: its weights stay as they are"},
        "dtype": {"$ref": "#/$defs/dtype"},
        "share": {
            "type": "string",
            "pattern": rf"^{WORD}(\.{WORD})?$|{SUBSTITUTION}",
            "x-noun": "name",
            "description": "the layer of this name, or `network.layer`, once more: the same weights",
        },
        "with": {
            **named("`with`", constant_or_list()),
            "description": "the parameters of the block that is used",
        },
    }
