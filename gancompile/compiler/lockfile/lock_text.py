"""`spec.lock.yaml`: the resolved spec as text that reads back to the same values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from gancompile.catalogue.core_schema import resolve_scalar
from gancompile.version import __version__


class _Dumper(yaml.SafeDumper):
    """Quotes every text that the core schema would read as something else, such as `1e4`, which YAML 1.1 takes for a text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    plain = resolve_scalar(value) == value and value.isprintable()
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if plain else '"')


_Dumper.add_representer(str, _text)


def _escaped(value: Any) -> Any:
    """The values with `$` doubled, so that reading them back puts in no parameter; keys are never looked at for one."""
    match value:
        case dict():
            return {key: _escaped(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_escaped(inner) for inner in value]
        case str():
            return value.replace("$", "$$")
    return value


def lock_text(resolved: Mapping[str, Any], name: str, *, filled: bool = True) -> str:
    """The resolved spec as YAML, `gancompile: 1` first. filled: whether it has no `${...}` any more."""
    origin = "".join(c for c in name if c.isprintable())
    head = (
        f"# Resolved from {origin} by gancompile {__version__}; `gancompile build` of this file gives the same build.\n"
    )
    return head + yaml.dump(
        _escaped(resolved) if filled else resolved,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=120,
        default_flow_style=None,
    )
