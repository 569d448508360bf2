"""The schema of a spec whose `${...}` have been substituted: a text `${x}` is then a text, and no scalar may be a placeholder."""

from __future__ import annotations

from functools import cache
from typing import Any

from gancompile.compiler.schema.fragments import SUBSTITUTION, Schema
from gancompile.compiler.schema.spec_schema import spec_schema

PLACEHOLDERS: tuple[Schema, ...] = ({"pattern": SUBSTITUTION}, {"type": "string", "pattern": SUBSTITUTION})
"""The conditions under which a value is a placeholder, and nothing more is asked of it."""


@cache
def substituted_schema() -> Schema:
    """Lists of layers are left out: each layer is substituted and validated when its network is built."""
    schema = spec_schema()
    definitions = {**schema["$defs"], "layers": {"type": "array"}}
    closed: Schema = _closed({**schema, "$defs": definitions})
    return closed


def _closed(schema: Any) -> Any:
    """The same schema without the openings that `substitutable`, `choice` and the patterns of names have for `${...}`."""
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("if") in PLACEHOLDERS:
        schema = {**{key: value for key, value in schema.items() if key not in {"if", "else"}}, **schema["else"]}
    made = {key: _closed(value) for key, value in schema.items()}
    pattern = made.get("pattern")
    if pattern == SUBSTITUTION:
        del made["pattern"]
        made["type"] = made.pop("x-types")
    elif isinstance(pattern, str):
        made["pattern"] = pattern.removesuffix(f"|{SUBSTITUTION}")
    return made
