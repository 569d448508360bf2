"""A value that the schema refuses, in the form that its author may have meant: what the help of a message offers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from gancompile.catalogue.alias import ALONE, alias_of
from gancompile.catalogue.core_schema import resolve_scalar
from gancompile.compiler.schema.fragments import Schema
from gancompile.compiler.schema.spec_schema import spec_schema
from gancompile.compiler.schema.unknown_word import meant_word

MOST_STEPS = 4
"""Of one repair: `{r1: 10}` becomes a list, and then its number a weight."""
LONGEST = 1000
"""Characters of a value that is looked at: each form of it is validated."""
NUMBERS = re.compile(
    r"[\s(\[]*[-+]?[\d.]+(?:e[-+]?\d+)?(?:[\s,;x)\]]+[-+]?[\d.]+(?:e[-+]?\d+)?)*[\s)\]]*", re.IGNORECASE
)
"""Several numbers in one text, such as `64x64`, `(3, 3)` and `-1, 1`."""
NUMBER = re.compile(r"[-+]?[\d.]+(?:e[-+]?\d+)?", re.IGNORECASE)
WITH_UNIT = re.compile(r"(\d+(?:\.\d+)?)\s*([kKmM%])")
COUNTED = re.compile(r"(\d+) (\w+)")
"""`100 epochs`."""
UNITS = {"k": 1000, "m": 1_000_000, "%": 0.01}


def mended(value: Any, schema: Schema) -> Any | None:
    """The value in a form that the schema accepts; None where no rule finds one, or the value is too long for a help anyway."""
    if len(str(value)) > LONGEST:
        return None
    return _mended(value, Draft202012Validator({**schema, "$defs": spec_schema()["$defs"]}), MOST_STEPS)


def _mended(value: Any, validator: Draft202012Validator, steps: int) -> Any | None:
    error = next(iter(validator.iter_errors(value)), None)
    if error is None or steps == 0:
        return value if error is None else None
    tried = (_with(value, list(error.absolute_path), one) for one in _candidates(error))
    return next((found for one in tried if (found := _mended(one, validator, steps - 1)) is not None), None)


def _with(value: Any, path: Sequence[str | int], inner: Any) -> Any:
    """The value with another one at a path."""
    if not path:
        return inner
    copied: Any = list(value) if isinstance(value, list) else dict(value)
    copied[path[0]] = _with(value[path[0]], path[1:], inner)
    return copied


def _candidates(error: ValidationError) -> Iterator[Any]:
    """Other forms of the value that violates a schema, the likelier first."""
    schema: Schema = dict(error.schema) if isinstance(error.schema, dict) else {}
    match error.validator:
        case "type" | "pattern":
            yield from _of_type(error.instance, schema)
        case "enum":
            known = [str(one) for one in schema.get("x-choice") or schema.get("enum") or ()]
            word = meant_word(str(error.instance), schema.get("x-noun", ""), known)
            yield from [word] if word else []
        case "additionalProperties":
            yield from _renamed(error.instance, schema)


def _of_type(value: Any, schema: Schema) -> Iterator[Any]:
    written: Any = schema.get("x-types", schema.get("type", []))
    types: list[str] = [written] if isinstance(written, str) else list(written)
    if isinstance(value, str) and {"number", "integer"} & set(types):
        yield from _number(value)
    if "array" in types:
        yield from _as_list(value, schema)
    elif isinstance(value, list) and len(value) == 1:
        yield value[0]
    if "object" in types:
        yield from _as_mapping(value, schema)


def _number(text: str) -> Iterator[float]:
    """`10k` is 10000, `30%` is 0.3."""
    found = WITH_UNIT.fullmatch(text)
    if found:
        number = float(found[1]) * UNITS[found[2].lower()]
        yield int(number) if number.is_integer() else round(number, 9)


def _as_list(value: Any, schema: Schema) -> Iterator[Any]:
    if isinstance(value, str) and NUMBERS.fullmatch(value):
        yield [resolve_scalar(one) for one in NUMBER.findall(value)]
    count = schema.get("minItems", 1)
    if isinstance(value, int) and _is_sizes(schema):
        yield [value] * count  # one size for both axes
    yield [value]
    if isinstance(value, dict):
        yield [{key: one} for key, one in value.items()]
        yield from (one for one in value.values() if isinstance(one, list) and len(value) == 1)


def _is_sizes(schema: Schema) -> bool:
    """Whether a list is of so many sizes, neither more nor fewer."""
    items = schema.get("items", {})
    types = items.get("x-types", [items.get("type")]) if isinstance(items, dict) else []
    return "integer" in types and "number" not in types and schema.get("minItems") == schema.get("maxItems")


def _as_mapping(value: Any, schema: Schema) -> Iterator[Any]:
    alias = alias_of(ALONE, str(schema.get("x-subject", "")))
    usual = alias.meant if alias else ()
    known = schema.get("x-arguments", usual)
    if not isinstance(value, dict | list) and value is not None:
        yield from ({name: value} for name in (*usual, *schema.get("required", ())) if name in known or not usual)
    counted = COUNTED.fullmatch(value) if isinstance(value, str) else None
    if counted and counted[2] in schema.get("properties", {}):
        yield {counted[2]: resolve_scalar(counted[1])}
    if isinstance(value, str):
        yield from [{"data": value.removeprefix("data.")}] if value.startswith("data.") else []
        yield from [{value: schema["x-named"]}] if "x-named" in schema else []
        yield from [{value: value}] if "x-by-name" in schema else []
    if isinstance(value, list):
        yield from _list_as_mapping(value, schema)


def _list_as_mapping(value: list[Any], schema: Schema) -> Iterator[Any]:
    required = schema.get("required", ())
    if len(required) == 1:
        yield {required[0]: value}
    if len(value) == 2 and set(required) == {"from", "to"}:
        yield {"from": value[0], "to": value[1]}
    if "x-by-name" in schema and all(isinstance(one, str) for one in value):
        yield {one: one for one in value}
    if all(isinstance(one, dict) for one in value):
        yield {key: one for item in value for key, one in item.items()}


def _renamed(value: Any, schema: Schema) -> Iterator[Any]:
    known = list(schema.get("properties", {}))
    subject = schema["x-noun"] if "x-choice" in schema else str(schema.get("x-subject", ""))
    names = {key: key if key in known else meant_word(key, subject, known) for key in value}
    if all(names.values()) and len(set(names.values())) == len(names):
        yield {names[key]: one for key, one in value.items()}
