"""The form of a thing with what it needs: what the help of a message offers where arguments are missing."""

from __future__ import annotations

from typing import Any

from gancompile.catalogue import layer_rows
from gancompile.catalogue.alias import ALONE, alias_of
from gancompile.catalogue.sources import source_rows
from gancompile.compiler.schema.fragments import Schema
from gancompile.compiler.syntax.flow_text import flow_text


def needed_help(word: str, noun: str) -> str:
    """What to write for a thing that stands without its arguments."""
    alias = alias_of(ALONE, f"{noun} {word}")
    if alias is not None and alias.advice:
        return alias.advice
    needed = _needed(word, noun)
    if any(value is None for value in needed.values()) or not needed:
        return f"write `{word}: {{...}}`"
    row = layer_rows().get(word) if noun == "layer" else None
    short = row is not None and list(needed) == [row.positional]
    return f"write `{flow_text({word: next(iter(needed.values())) if short else needed})[1:-1]}`"


def example_of(name: str, schema: Schema) -> Any | None:
    """A usual value of an argument by the schema of its row; None where its kind has none."""
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("$ref", "").endswith("/activation"):
        return "relu"
    match schema.get("type"):
        case "integer":
            return 64
        case ["integer", "array"]:
            return 2  # for each axis
        case "number" | ["number", "array"]:
            return max(0.2, schema.get("minimum", 0))
        case "array" if schema.get("items", {}).get("type") == "integer":
            return [4, 4, 64]
        case "string":
            return name.upper()
    return None


def _needed(word: str, noun: str) -> dict[str, Any]:
    """The required arguments of a layer or a source, each with a usual value."""
    if noun == "layer" and word in layer_rows():
        return {a.name: example_of(a.name, a.schema) for a in layer_rows()[word].arguments if a.required}
    if noun == "source" and word in source_rows():
        rows = source_rows()[word].arguments.values()
        return {a.name: example_of(a.name, dict(a.type)) for a in rows if a.required}
    return {}
