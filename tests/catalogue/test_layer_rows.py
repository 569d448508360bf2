"""The catalogue has every layer and argument of the installed Keras, or says why not; and it is what its tool makes."""

from __future__ import annotations

import importlib.util
import inspect
import re
from pathlib import Path
from typing import Any

import keras
import pytest

from gancompile.catalogue import LayerRow, layer_rows
from gancompile.catalogue.value_rows import (
    activation_names,
    constraint_rows,
    initializer_rows,
    optimizer_rows,
    regularizer_rows,
)
from gancompile.runtime import layers as our_layers

ROOT = Path(__file__).parents[2]
ROWS = layer_rows()
KEYWORDS = {"$ref", "type", "enum", "items", "minItems", "maxItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
            "properties", "additionalProperties", "x-noun", "x-subject"}  # fmt: skip
RUN = "run tools/make_catalogue.py"


def _tool() -> Any:
    spec = importlib.util.spec_from_file_location("make_catalogue", ROOT / "tools" / "make_catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = _tool()


def _keras_before(version: tuple[int, int]) -> bool:
    """An older Keras may lack what the catalogue was made from."""
    return tuple(int(part) for part in keras.__version__.split(".")[:2]) < version


MADE_WITH = (3, 15)
OLDER = _keras_before(MADE_WITH)


def _class(row: LayerRow) -> Any:
    thing = getattr(importlib.import_module(row.module), row.keras, None)
    if thing is None and OLDER and row.module == "keras.layers":
        pytest.skip(f"Keras {keras.__version__} has no {row.keras}")
    assert thing is not None, f"{row.module} has no {row.keras} any more: {RUN}"
    return thing


def test_every_layer_of_keras_is_in_the_catalogue_or_left_out_with_a_reason() -> None:
    found = {thing: name for name in sorted(dir(keras.layers)) if inspect.isclass(thing := getattr(keras.layers, name))}
    known = {getattr(keras.layers, row.keras, None) for row in ROWS.values() if row.module == "keras.layers"}
    missing = {name for thing, name in found.items() if thing not in known} - set(TOOL.TABLE["left_out_classes"])
    assert not missing, f"an entry in layers.yaml, of `layers` or `left_out_classes`, is missing for {sorted(missing)}"


def test_what_is_left_out_is_there_to_be_left_out() -> None:
    keys = {key for key, row in ROWS.items() if row.kind in {"layer", "wrapper"}}
    for name in TOOL.TABLE["left_out_classes"]:
        assert OLDER or hasattr(keras.layers, name), name
    for name in TOOL.TABLE["left_out_arguments"]:
        assert OLDER or any(name in _signature(row) for row in ROWS.values()), f"no layer has {name}"
    for key, entry in TOOL.entries().items():
        for name in (*entry.get("left_out", {}), *entry.get("schemas", {})):
            assert key in keys
            assert OLDER or name in _signature(ROWS[key]), f"{key} has no {name}"


def test_the_keys_of_an_entry_are_known() -> None:
    known = {
        "class",
        "shape",
        "axes",
        "shorthand",
        "reads",
        "count",
        "wrapper",
        "mixes_examples",
        "mixes_at_inference",
        "solvable",
        "schemas",
        "left_out",
        "known_as",
    }
    assert not TOOL.TABLE["layers"].keys() & TOOL.TABLE["our_layers"].keys()
    for key, entry in TOOL.entries().items():
        assert {"class", "shape"} <= set(entry) <= known, key


def test_all_our_layers_are_in_the_catalogue() -> None:
    rows = {row.keras for row in ROWS.values() if row.module == "gancompile.runtime.layers"}
    assert rows == set(our_layers.__all__)


def _signature(row: LayerRow) -> dict[str, inspect.Parameter]:
    return dict(inspect.signature(_class(row).__init__).parameters)


@pytest.mark.parametrize("key", ROWS)
def test_every_argument_is_in_the_catalogue_or_left_out_with_a_reason(key: str) -> None:
    row, signature = ROWS[key], _signature(ROWS[key])
    known = {argument.name for argument in row.arguments}
    missing = {name for name in signature if name not in known and not TOOL.left_out(key, name)}
    assert not missing, f"{key} lacks {sorted(missing)}: {RUN}"
    extra = known - set(signature)
    assert OLDER or not extra, f"{row.keras} has no {sorted(extra)}: {RUN}"
    for argument in row.arguments:
        if argument.name not in signature:
            continue
        default = signature[argument.name].default
        assert argument.required == (default is inspect.Parameter.empty)
        if not argument.required and not OLDER:
            assert argument.default == TOOL.plain(default)
        assert not {"name", "dtype", "trainable", "autocast", "kwargs"} & known


def _parts(schema: Any) -> list[dict[str, Any]]:
    inner = [schema[k] for k in ("items",) if k in schema] + list(schema.get("properties", {}).values())
    return [schema, *(part for one in inner for part in _parts(one))]


@pytest.mark.parametrize("key", ROWS)
def test_a_row_is_whole(key: str) -> None:
    row = ROWS[key]
    assert row.help
    assert row.kind in {"layer", "wrapper"}
    assert row.inputs in {"one", "many", "separate"}
    assert (row.input_count == (1, 1)) == (row.inputs == "one")
    assert re.fullmatch("[a-z][a-z0-9_]*", key)
    names = [argument.name for argument in row.arguments]
    assert row.positional is None or row.positional in names
    if row.positional is not None:
        others = [a.name for a in row.arguments if a.required and a.name != row.positional]
        assert not others, f"the shorthand of {key} leaves out {others}"
    assert row.needs_training == ("training" in inspect.signature(_class(row).call).parameters)
    for argument in row.arguments:
        assert argument.help, f"{key}.{argument.name} has no help"
        assert "\n" not in argument.help
        for part in _parts(argument.schema):
            assert set(part) <= KEYWORDS, f"{key}.{argument.name}"
            assert "$ref" in part or "type" in part


@pytest.mark.parametrize("key", ROWS)
def test_a_default_is_as_its_schema_wants_it(key: str) -> None:
    import jsonschema

    names = {"activation": [*activation_names(), None], "initializer": list(initializer_rows()),
             "regularizer": [*regularizer_rows(), None], "constraint": [*constraint_rows(), None]}  # fmt: skip
    definitions = {name: {"enum": choices} for name, choices in names.items()}
    definitions["schedulable_unit"] = {"type": "number", "minimum": 0, "maximum": 1}
    for argument in ROWS[key].arguments:
        if argument.required:
            continue
        # Keras writes some of its initializers as `Zeros`, and one by its alias.
        default = (
            argument.default.lower() if argument.schema.get("$ref", "").endswith("/initializer") else argument.default
        )
        default = {"uniform": "random_uniform"}.get(default, default) if isinstance(default, str) else default
        jsonschema.validate(default, {**argument.schema, "$defs": definitions})


def test_solvable_arguments() -> None:
    solvable = {(row.key, a.name) for row in ROWS.values() for a in row.arguments if a.solvable}
    assert {
        ("dense", "units"),
        ("conv2d", "filters"),
        ("embedding", "input_dim"),
        ("reshape", "target_shape"),
    } <= solvable
    assert {name for _, name in solvable} == {"units", "filters", "output_dim", "target_shape", "input_dim", "shape"}


def test_values_are_whole() -> None:
    groups = [(initializer_rows(), keras.initializers, keras.initializers.Initializer),
              (regularizer_rows(), keras.regularizers, keras.regularizers.Regularizer),
              (constraint_rows(), keras.constraints, keras.constraints.Constraint)]  # fmt: skip
    for rows, module, base in groups:
        named = [getattr(module, name) for name in dir(module)]
        found = {thing for thing in named if inspect.isclass(thing) and issubclass(thing, base) and thing is not base}
        missing = {thing.__name__ for thing in found} - {row.keras for row in rows.values()}
        assert not missing, f"{sorted(missing)}: {RUN}"
    missing = {name for name in dir(keras.activations) if not name.startswith("_")} - set(activation_names())
    assert missing == {"get", "serialize", "deserialize", "glu"}
    found = {name for name in dir(keras.optimizers) if inspect.isclass(getattr(keras.optimizers, name))}
    beside = {"Optimizer", "LossScaleOptimizer", "MultiOptimizer", "OptimizerMap"}
    assert found - {row.keras for row in optimizer_rows().values()} <= beside


@pytest.mark.skipif(
    keras.__version__.split(".")[:2] != [str(part) for part in MADE_WITH], reason="made with another Keras"
)
def test_the_generated_files_are_up_to_date() -> None:
    for path, text in TOOL.made().items():
        assert (ROOT / "gancompile" / path).read_text(encoding="utf-8") == text, f"{path}: {RUN}"
