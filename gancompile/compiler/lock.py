"""`spec.lock.yaml`: the resolved spec as text that reads back to the same values."""

from __future__ import annotations

from typing import Any

import yaml

from gancompile.compiler.syntax.core_schema import resolve_scalar
from gancompile.version import __version__


class _Dumper(yaml.SafeDumper):
    """Quotes every text that the core schema would read as something else, such as `1e4`, which YAML 1.1 takes for a text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = None if resolve_scalar(value) == value and "${" not in value else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value.replace("$", "$$"), style=style)


_Dumper.add_representer(str, _text)


def lock_text(resolved: dict[str, Any], name: str) -> str:
    """The resolved spec as YAML, `gancompile: 1` first."""
    origin = name.splitlines()[0] if name else "a spec"
    head = (
        f"# Resolved from {origin} by gancompile {__version__}; `gancompile build` of this file gives the same build.\n"
    )
    return head + yaml.dump(
        resolved, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120, default_flow_style=None
    )
