"""The schema as a file for editors: it accepts the same specs as the checker's, and is laid out so that editors complete from it.

Language servers offer the values of `enum` and `anyOf`, and do not look into `if`; the checker's schema has `if`, by which it speaks of the
branch that was meant. Both say the same: `if C else E` is `E or C`, and a choice is a text of the one kind or a mapping of the other. And
yaml-language-server offers no key where `maxProperties` is reached by the key that is being written, so that stands beside, in an `allOf`.
"""

from __future__ import annotations

import json
from typing import Any

from gancompile.compiler.schema.fragments import Schema
from gancompile.compiler.schema.spec_schema import spec_schema

TEXT: Schema = {"type": "string"}


def schema_text() -> str:
    """JSON, keys in order, so that the same language gives the same bytes."""
    return json.dumps(editor_schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def editor_schema() -> Schema:
    """The schema of a whole spec."""
    made: Schema = _laid_out(spec_schema())
    return made


def _laid_out(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_laid_out(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _laid_out(value) for key, value in schema.items()}
    if isinstance(made.get("maxProperties"), int):
        made["allOf"] = [{"maxProperties": made.pop("maxProperties")}]
    if "if" not in made:
        return made
    condition, then, otherwise = made.pop("if"), made.pop("then", None), made.pop("else", {})
    if then is None:
        return {**made, "anyOf": [otherwise, condition]}
    if condition == TEXT and made.get("type") == ["string", "object"]:
        made.pop("type")
        return {**made, "anyOf": [{"type": "object", **otherwise}, {**TEXT, **then}]}
    return {**made, "if": condition, "then": then, "else": otherwise}
