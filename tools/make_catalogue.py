"""Generates what the catalogue takes from the installed Keras: `{layers,values}/keras.generated.json`.

The hand-written choices (shape rules, schemas of arguments, what is left out and why) are in `layers.yaml` and `values.yaml` beside the
generated files; signatures, defaults and help come from the classes. It also writes the lists of exports of the runtime that follow the
catalogue. Run it after a change of the tables and after an upgrade of Keras; a test compares the result with the installed Keras.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
import json
import os
import re
import textwrap
from collections.abc import Callable, Container
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras

from gancompile.catalogue.curve_rows import curve_rows
from gancompile.catalogue.data_file import read_yaml
from gancompile.catalogue.emitted_names import AVERAGE, GAME, runtime_functions
from gancompile.compiler.emit.text import imported

PACKAGE = Path(__file__).parent.parent / "gancompile"
KERAS, OURS = "keras.layers", "gancompile.runtime.layers"
TABLE, VALUES = read_yaml("layers/layers.yaml"), read_yaml("values/values.yaml")
NAMED: dict[str, Any] = TABLE["schemas"]
OF_EVERY_LAYER = {"self", "name", "dtype", "trainable", "autocast", "args", "kwargs", "input_shape"}
"""Arguments of every layer: some have keys of their own beside the arguments."""


def expanded(schema: Any, axes: int = 1, *, nullable: bool = False) -> dict[str, Any]:
    """The JSON Schema of a name or a short form of the tables. nullable: Keras's default is null."""
    match schema:
        case "margins":
            return margins(axes)
        case str():
            return expanded(NAMED[schema], axes, nullable=nullable)
        case {"choice": names}:
            return {"type": ["string", "null"] if None in names else "string", "enum": names}
        case {"interval": [least, most]}:
            return interval(least, most, nullable=schema.get("nullable", False))
        case {"each_axis": {"minimum": least}}:
            return each_axis(axes, least, nullable=nullable)
    return dict(schema)


def interval(least: float, most: float, *, nullable: bool = False) -> dict[str, Any]:
    """A number between two bounds, or a range of two such numbers."""
    bounds = {"minimum": least, "maximum": most}
    kinds = ["number", "array", *(["null"] if nullable else [])]
    return {"type": kinds, "items": {"type": "number", **bounds}, "minItems": 2, "maxItems": 2, **bounds}


def each_axis(axes: int, least: int, *, nullable: bool) -> dict[str, Any]:
    """An integer, or one for each spatial axis."""
    return {
        "type": ["integer", "array", *(["null"] if nullable else [])], "minimum": least, "maximum": 1_000_000,
        "items": {"type": "integer", "minimum": least}, "minItems": axes, "maxItems": axes,
    }  # fmt: skip


def margins(axes: int) -> dict[str, Any]:
    """Padding or cropping: an integer, one for each spatial axis, or a pair for each spatial axis."""
    size = {"type": "integer", "minimum": 0}
    pair = {"type": ["integer", "array"], "minimum": 0, "items": size, "minItems": 2, "maxItems": 2}
    return pair if axes == 1 else {**pair, "items": pair, "minItems": axes, "maxItems": axes}


def schemas_of(table: dict[str, Any]) -> dict[str, Any]:
    """The schema of each argument of a table with `arguments_by_schema` and `arguments`."""
    shared = {name: schema for schema, names in table["arguments_by_schema"].items() for name in names}
    return {**shared, **table["arguments"]}


ARGUMENTS = schemas_of(TABLE)


def argument_schema(entry: dict[str, Any], thing: Any, name: str, parameter: inspect.Parameter) -> dict[str, Any]:
    """The schema of an argument of a layer: the layer's own, the class's bounds, or that of the name or its ending."""
    axes, own = entry.get("axes", 1), entry.get("schemas", {})
    if name in own:
        return expanded(own[name], axes, nullable=parameter.default is None)
    if name == "factor" and hasattr(thing, "_FACTOR_BOUNDS"):
        return interval(*thing._FACTOR_BOUNDS)
    found = ARGUMENTS[name] if name in ARGUMENTS else ARGUMENTS[f"*_{name.rpartition('_')[2]}"]
    return expanded(found, axes, nullable=parameter.default is None)


def left_out(key: str, argument: str) -> bool:
    """Whether a spec cannot set an argument of a layer."""
    own = entries()[key].get("left_out", {})
    return argument in OF_EVERY_LAYER or argument in own or argument in TABLE["left_out_arguments"]


def entries() -> dict[str, dict[str, Any]]:
    """The entries of all layers by key, Keras's first."""
    return {**TABLE["layers"], **TABLE["our_layers"]}


def layers() -> dict[str, Any]:
    """The rows of all layers that the installed Keras has."""
    made = {}
    for key, entry in entries().items():
        ours = key in TABLE["our_layers"]
        thing = getattr(importlib.import_module(f"{OURS}.{key}" if ours else KERAS), entry["class"], None)
        if thing is not None:
            made[key] = layer_row(key, entry, OURS if ours else KERAS, thing)
    return made


def layer_row(key: str, entry: dict[str, Any], module: str, thing: Any) -> dict[str, Any]:
    """The row of one layer."""
    reads, parameters = entry.get("reads", "one"), inspect.signature(thing.__init__).parameters
    return {
        "keras": entry["class"],
        "module": module,
        "kind": "wrapper" if entry.get("wrapper") else "layer",
        "help": helps(thing)[0],
        "shape_rule": entry["shape"],
        "rank": entry.get("axes"),
        "positional": entry.get("shorthand"),
        "inputs": reads,
        "input_count": entry.get("count", [2, None] if reads == "many" else [1, 1]),
        "mixes_examples": entry.get("mixes_examples", False),
        "mixes_at_inference": entry.get("mixes_at_inference", False),
        "needs_training": "training" in inspect.signature(thing.call).parameters,
        "random": bool({"seed", "dropout"} & parameters.keys()),
        **({"known_as": entry["known_as"]} if "known_as" in entry else {}),
        "arguments": arguments_of(
            thing,
            lambda name: left_out(key, name),
            lambda name, parameter: argument_schema(entry, thing, name, parameter),
            {*TABLE["solvable"], *entry.get("solvable", ())},
        ),
    }


def arguments_of(
    thing: Any,
    skip: Callable[[str], bool],
    schema: Callable[[str, inspect.Parameter], dict[str, Any]],
    solvable: Container[str] = (),
) -> dict[str, Any]:
    """The arguments of a class, in its own order."""
    _, texts = helps(thing)
    rows: dict[str, Any] = {}
    for name, parameter in inspect.signature(thing.__init__).parameters.items():
        if skip(name):
            continue
        required = parameter.default is inspect.Parameter.empty
        rows[name] = {
            "schema": schema(name, parameter),
            "required": required,
            "default": None if required else plain(parameter.default),
            "help": texts.get(name) or TABLE["help"].get(name, ""),
        }
        if name in solvable:
            rows[name]["solvable"] = True
    return rows


def helps(thing: Any) -> tuple[str, dict[str, str]]:
    """The first sentence of a docstring, and the first sentence about each argument."""
    text = (inspect.getdoc(thing) or "").strip()
    arguments: dict[str, str] = {}
    for title in re.finditer(r"(?:^|\n)( *)Arg(?:ument)?s:\n", text):
        inside = itertools.takewhile(
            lambda line, title=title: not line or line.startswith(title[1] + " "), text[title.end() :].split("\n")
        )
        block = textwrap.dedent("\n".join(inside))
        found = re.finditer(r"^\*{0,2}`?(\w+)`?(?: \([^)]*\))?:\s(.*?)(?=^\S|\Z)", block, re.DOTALL | re.MULTILINE)
        arguments |= {match[1]: sentence(match[2]) for match in found}
    return sentence(text.split("\n\n")[0]), arguments


def sentence(text: str) -> str:
    """The first sentence of a text, on one line."""
    return re.split(r"(?<=[.])(?<!e\.g\.)(?<!i\.e\.)\s", " ".join(text.split()))[0]


def plain(default: Any) -> Any:
    """A default as a JSON value."""
    return [plain(one) for one in default] if isinstance(default, tuple | list) else default


def snake(name: str) -> str:
    """MaxNorm -> max_norm, STFT -> stft, OrthogonalRegularizer -> orthogonal_regularizer."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def objects(module: Any, base: Any) -> dict[str, Any]:
    """The classes of a Keras module that a spec can name, with their arguments."""
    made, schemas = {}, schemas_of(VALUES["objects"])
    for thing in {getattr(module, name): None for name in sorted(dir(module)) if name[0].isupper()}:
        if not (inspect.isclass(thing) and issubclass(thing, base)) or thing is base:
            continue
        name = thing.__name__

        def schema(argument: str, _: inspect.Parameter, name: str = name) -> dict[str, Any]:
            own = f"{name}.{argument}"
            return expanded(schemas[own] if own in schemas else schemas[argument])

        made[snake(name)] = {
            "keras": name,
            "help": helps(thing)[0],
            "arguments": arguments_of(thing, OF_EVERY_LAYER.__contains__, schema),
        }
    return made


def optimizers() -> dict[str, Any]:
    """The optimizers of the table that the installed Keras has."""
    table = VALUES["optimizers"]
    schemas, skipped = schemas_of(table), {*table["left_out"], *OF_EVERY_LAYER}

    def schema(name: str, parameter: inspect.Parameter) -> dict[str, Any]:
        other = "boolean" if isinstance(parameter.default, bool) else {"type": ["number", "null"]}
        return expanded(schemas.get(name, other))

    found = {name: getattr(keras.optimizers, name, None) for name in table["classes"]}
    return {
        name.lower(): {
            "keras": name,
            "help": helps(thing)[0],
            "arguments": arguments_of(thing, skipped.__contains__, schema),
        }
        for name, thing in found.items()
        if thing is not None
    }


def model_names() -> list[str]:
    """The public attributes of a game."""
    from gancompile.runtime import Game

    made = Game(seed=0, batch_size=1)
    made.ready()
    return sorted(name for name in dir(made) if not name.startswith("_"))


def values() -> dict[str, Any]:
    """Everything of `values/keras.generated.json`."""
    others = {*VALUES["not_activations"]}
    return {
        "model_names": model_names(),
        "activations": sorted(n for n in dir(keras.activations) if not n.startswith("_") and n not in others),
        "initializers": objects(keras.initializers, keras.initializers.Initializer),
        "regularizers": objects(keras.regularizers, keras.regularizers.Regularizer),
        "constraints": objects(keras.constraints, keras.constraints.Constraint),
        "optimizers": optimizers(),
    }


def exports(about: str, modules: dict[str, list[str]]) -> str:
    """An `__init__.py` that exports names of modules."""
    head = f'"""{about} Generated by tools/make_catalogue.py from the catalogue."""'
    imports = [line for module in sorted(modules) for line in imported(module, sorted(modules[module]))]
    names = [f'    "{name}",' for name in sorted(name for names in modules.values() for name in names)]
    return "\n".join([head, "", *imports, "", "__all__ = [", *names, "]"]) + "\n"


def function_modules() -> dict[str, list[str]]:
    """The functions that emitted lines call, by their modules: a module a function, one for all curves."""
    modules: dict[str, list[str]] = {}
    curves = {AVERAGE, *(name for row in curve_rows().values() for name in row.runtime)}
    for name in runtime_functions():
        modules.setdefault(f"gancompile.runtime.functions.{'curve' if name in curves else name}", []).append(name)
    return modules


def runtime_exports() -> dict[str, str]:
    """The tables of contents of the runtime that follow the catalogue, by path in the package."""
    layers = {f"{OURS}.{key}": [entry["class"]] for key, entry in TABLE["our_layers"].items()}
    door = {"gancompile.runtime.functions": list(runtime_functions()), "gancompile.runtime.game": [GAME]}
    return {
        "runtime/__init__.py": exports("What an emitted `model.py` extends and calls.", door),
        "runtime/functions/__init__.py": exports("The functions that emitted lines call.", function_modules()),
        "runtime/layers/__init__.py": exports("The layers that GANs need and Keras lacks.", layers),
    }


def text_of(rows: dict[str, Any], depth: int = 2) -> str:
    """JSON with one line for each thing below that depth, so that a difference is read line by line."""
    return _text(rows, depth, "") + "\n"


def _text(value: Any, depth: int, indent: str) -> str:
    if not isinstance(value, dict) or not value or (depth == 0 and "arguments" not in value):
        return json.dumps(value, ensure_ascii=False)
    inner = indent + " "
    deeper = [f"{inner}{json.dumps(key)}: {_text(one, depth - 1, inner)}" for key, one in value.items()]
    return "{\n" + ",\n".join(deeper) + f"\n{indent}}}"


def made() -> dict[str, str]:
    """The text of each generated file, by its path in the package."""
    return {
        **runtime_exports(),
        "catalogue/layers/keras.generated.json": text_of(layers(), 3),
        "catalogue/values/keras.generated.json": text_of(values(), 4),
    }


def main() -> None:
    """Writes all generated files."""
    for path, text in made().items():
        (PACKAGE / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
