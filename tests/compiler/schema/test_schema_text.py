"""The schema for editors: described, and the same language as the checker's."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from gancompile.catalogue import layer_rows
from gancompile.compiler.diagnostics.explanation import explanations
from gancompile.compiler.schema import spec_schema
from gancompile.compiler.schema.schema_text import editor_schema, schema_text

SPECS = sorted((Path(__file__).parents[3] / "specs").glob("*.yaml"))
RAW = {"renorm_clipping", "features"}
"""Arguments whose fragments stand in data files, with properties that say what they are by their names."""


def undescribed(schema: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(schema, list):
        for one in schema:
            yield from undescribed(one, path)
    for key, value in schema.items() if isinstance(schema, dict) else ():
        if key == "properties":
            for name, one in value.items():
                target = spec_schema()["$defs"].get(one.get("$ref", "").removeprefix("#/$defs/"), {})
                if not one.get("description") and not target.get("description") and not RAW & set(path):
                    yield (*path, name)
                yield from undescribed(one, (*path, name))
        else:
            yield from undescribed(value, path)


def test_every_property_is_described() -> None:
    assert list(undescribed(spec_schema())) == []
    assert list(undescribed(editor_schema())) == []


def test_it_is_a_schema_and_stable() -> None:
    Draft202012Validator.check_schema(editor_schema())
    assert json.loads(schema_text()) == editor_schema()
    assert schema_text() == schema_text()
    assert editor_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_arguments_have_their_defaults() -> None:
    made = editor_schema()["$defs"]
    for row in layer_rows().values():
        if row.kind == "layer":
            properties = made[f"layer_{row.key}"]["then"]["properties"]
            assert {n: p["default"] for n, p in properties.items() if "default" in p} == {
                a.name: a.default for a in row.arguments if not a.required
            }


def documents() -> Iterator[Any]:
    for path in SPECS:
        yield yaml.safe_load(path.read_text(encoding="utf-8"))
    for page in explanations().values():
        for text in (page.wrong, page.right):
            with contextlib.suppress(yaml.YAMLError):  # a page about YAML itself is none
                yield yaml.safe_load(text)
    base = yaml.safe_load(explanations()["GC0203"].right)
    for key, value in (
        ("game", {"objective": "hing"}),
        ("game", {"objective": {"hinge": None, "minimax": None}}),
        ("game", {"objective": "hinge", "optimizer": {"adam": {"beta_1": "${b}"}}}),
        ("game", {"objective": "${which}"}),
        ("game", {"objective": {}}),
        ("data", {"source": "digits", "batch": "64"}),
        ("data", {"source": {"ring": {"modes": 0}}}),
        ("data", {"source": None}),
        ("networks", {"g": {"inputs": {"z": []}, "layers": [None]}}),
        ("networks", {"g": {"inputs": {"z": [1]}, "layers": ["dense"]}}),
        ("networks", {"g": {"inputs": {"z": [1]}, "layers": [{"dense": {"units": 1, "activation": "tan"}}]}}),
        ("networks", {"g": {"inputs": {"z": [1]}, "layers": [{"dense": {"units": 1, "kernel_regularizer": None}}]}}),
        ("networks", {"g": {"inputs": {"z": [1]}, "layers": [{"dense": {"units": 1, "kernel_regularizer": "l2"}}]}}),
        ("networks", {"g": {"inputs": {"z": [1]}, "layers": [{"conv2d": {"filters": "auto", "kernel_size": "x"}}]}}),
    ):
        yield {**base, key: value}


@pytest.mark.parametrize("document", documents(), ids=str)
def test_it_accepts_what_the_checker_accepts(document: Any) -> None:
    checker, editor = (Draft202012Validator(schema) for schema in (spec_schema(), editor_schema()))
    assert checker.is_valid(document) == editor.is_valid(document)
