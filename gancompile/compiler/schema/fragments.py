"""The shapes that recur in the schema.

No `anyOf` stands in it: a branch is chosen by the instance's own type or key, so that an error speaks of the branch that was meant, and
a thousand layers are validated in time linear in their number. `x-noun`, `x-subject`, `x-types` and `x-form` are annotations
for the diagnostics; `x-named` is the value of a name that stands alone, `x-by-name` says that a name is its own value, `x-arguments`
are what could be meant by a value alone.

One schema serves a spec as it is written, with `${...}` instead of any scalar, and the same spec with its places filled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

Schema = dict[str, Any]

SUBSTITUTION = r"\$\{"
AUTO = rf"^auto$|{SUBSTITUTION}"
WORD = "[A-Za-z_][A-Za-z0-9_]{0,63}"
FIELD = rf"{WORD}(\.{WORD})?"
"""A field of the data, of a set or of the only source."""
NAME_FORM = "a name is of letters from a to z, digits and `_`, begins with a letter, and has at most 64 of them"


def nearest_name(text: str) -> str:
    """A name like a text that is none."""
    plain = re.sub(r"[^A-Za-z0-9_]+", "_", text).strip("_")[:60]
    return plain if re.fullmatch(WORD, plain) else f"x_{plain}".rstrip("_")


NAME: Schema = {"type": "string", "pattern": f"^{WORD}$", "x-noun": "name", "x-form": NAME_FORM}
MADE_NAME: Schema = {**NAME, "pattern": f"^{WORD}$|{SUBSTITUTION}"}
"""A name that may be put together: `up_${size}`."""
EXPRESSION: Schema = {"type": ["string", "number"], "description": "an expression, such as E[log(D(x))]"}
NOT_TEXTS = {"integer", "number", "boolean"}


def substitutable(schema: Schema, *, solvable: bool = False) -> Schema:
    """The same schema, open for `${...}` wherever a scalar stands, and for `auto` where the argument can be solved.

    A list is open for one `${...}` as a whole, which is a list itself.
    """
    if "$ref" in schema:
        return schema
    if "enum" in schema or "const" in schema:
        kept: Schema = {key: schema[key] for key in ("description", "default") if key in schema}
        return {**kept, "if": {"type": "string", "pattern": SUBSTITUTION}, "else": schema}
    made = dict(schema)
    for inner in ("items", "additionalProperties", "then", "else"):
        if isinstance(schema.get(inner), dict):
            made[inner] = substitutable(schema[inner], solvable=solvable)
    if isinstance(schema.get("properties"), dict):
        made["properties"] = {name: substitutable(one) for name, one in schema["properties"].items()}
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else list(types)
    if (NOT_TEXTS | {"array"}) & set(types) and "string" not in types:
        scalar = bool(NOT_TEXTS & set(types))
        made |= {"type": [*types, "string"], "pattern": AUTO if solvable and scalar else SUBSTITUTION, "x-types": types}
    return made


def section(
    subject: str, properties: Mapping[str, Schema], required: Iterable[str] = (), *, noun: str = "key"
) -> Schema:
    """A mapping with known keys."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
        "x-subject": subject,
        "x-noun": noun,
    }


def named(subject: str, value: Schema, *, least: int = 0) -> Schema:
    """A mapping from names of the author's choice."""
    return {
        "type": "object",
        "propertyNames": NAME,
        "additionalProperties": value,
        "minProperties": least,
        "x-subject": subject,
        "x-noun": "name",
    }


def choice(
    noun: str, options: Mapping[str, Schema], *, bare: Iterable[str], extra: Mapping[str, Schema] | None = None
) -> Schema:
    """One of several, by name: `name`, or `name: {arguments}`; `extra` are keys that may stand beside the name."""
    chosen = {"x-subject": noun, "x-noun": noun, "x-choice": sorted(options)}
    return {
        "type": ["string", "object"],
        "if": {"type": "string"},
        "then": {"if": {"pattern": SUBSTITUTION}, "else": {"enum": sorted(bare), **chosen}},
        "else": {
            "properties": {**options, **(extra or {})},
            "additionalProperties": False,
            "minProperties": 1,
            **({} if extra else {"maxProperties": 1}),
            **chosen,
        },
    }


def arguments(
    subject: str, properties: Mapping[str, Schema], required: Iterable[str], positional: Schema | None
) -> Schema:
    """The value behind a chosen name: a mapping of arguments, nothing, or the one argument that a shorthand sets."""
    required = list(required)
    nothing: Schema = {"required": required, "type": "object"} if required else {}
    return {
        "if": {"type": "object"},
        "then": section(subject, properties, required, noun="argument"),
        "else": {
            "if": {"type": "null"},
            "then": {**nothing, "x-subject": subject, "x-noun": "argument"},
            "else": positional
            or {**nothing, "type": "object", "x-subject": subject, "x-arguments": sorted(properties)},
        },
    }


POSITIVE: Schema = substitutable({"type": "number", "exclusiveMinimum": 0, "maximum": 1e15})
COUNT: Schema = substitutable({"type": "integer", "minimum": 1, "maximum": 1_000_000_000})
NUMBER: Schema = substitutable({"type": "number"})
NOT_NEGATIVE: Schema = substitutable({"type": "number", "minimum": 0})
