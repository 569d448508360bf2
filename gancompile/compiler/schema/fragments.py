"""The shapes that recur in the schema.

No `anyOf` stands in it: a branch is chosen by the instance's own type or key, so that an error speaks of the branch that was meant, and
a thousand layers are validated in time linear in their number. `x-noun` and `x-subject` are annotations for the diagnostics.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Schema = dict[str, Any]

NAME: Schema = {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,63}$", "x-noun": "name"}
EXPRESSION: Schema = {"type": ["string", "number"], "description": "an expression, such as E[log(D(x))]"}


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
        "then": {"enum": sorted(bare), **chosen},
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
            "else": positional or {"type": "object", "x-subject": subject},
        },
    }
