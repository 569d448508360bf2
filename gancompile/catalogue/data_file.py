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


def _scalar(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> object:
    return resolve_scalar(node.value) if not node.style else node.value


_Loader.add_constructor("tag:yaml.org,2002:str", _scalar)


def read_json(name: str) -> dict[str, Any]:
    """A JSON file of the catalogue. name: its path relative to this folder."""
    rows: dict[str, Any] = json.loads(_text(name))
    return rows


def read_yaml(name: str) -> dict[str, Any]:
    """A YAML file of the catalogue. name: its path relative to this folder."""
    rows: dict[str, Any] = yaml.load(_text(name), Loader=_Loader)
    return rows


def _text(name: str) -> str:
    return files("gancompile.catalogue").joinpath(name).read_text(encoding="utf-8")
