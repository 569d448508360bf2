"""The reader of the catalogue's data files."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import yaml

from gancompile.catalogue.core_schema import resolve_scalar


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML 1.2 by the core schema. PyYAML reads YAML 1.1, in which the key `on` is a truth value."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012


def read_json(name: str) -> dict[str, Any]:
    """A JSON file of the catalogue. name: its path relative to this folder."""
    rows: dict[str, Any] = json.loads(_text(name))
    return rows


def read_yaml(name: str) -> dict[str, Any]:
    """A YAML file of the catalogue. name: its path relative to this folder."""
    return parse_yaml(_text(name))


def parse_yaml(text: str) -> dict[str, Any]:
    """A YAML mapping, read as YAML 1.2."""
    rows: dict[str, Any] = _value(yaml.compose(text, Loader=_Loader))
    return rows


def _value(node: yaml.Node | None) -> Any:
    """The value of a node. PyYAML's own constructors give the same and take 1.7 times as long."""
    if isinstance(node, yaml.ScalarNode):
        return node.value if node.style else resolve_scalar(node.value)
    if isinstance(node, yaml.MappingNode):
        return {_value(key): _value(value) for key, value in node.value}
    return [_value(one) for one in node.value] if isinstance(node, yaml.SequenceNode) else None


def _text(name: str) -> str:
    return files("gancompile.catalogue").joinpath(name).read_text(encoding="utf-8")
