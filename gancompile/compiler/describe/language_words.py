"""The words of the language itself, such as `until` and `extends`: where each may stand, and what it means there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gancompile.compiler.schema.spec_schema import spec_schema


@dataclass(frozen=True, slots=True, kw_only=True)
class WordUse:
    """place: the section that has it, such as `` `repeat` `` or `a phase`."""

    place: str
    help: str


VALUES = {
    "auto": ("any size of a layer", "the one that makes everything fit, solved when the spec is compiled"),
    "previous": ("`from`", "the layer before"),
    "input": ("`from`, inside a block, a repeat or a branch", "what comes into it"),
}
"""Words that are values, which a schema does not describe."""


@cache
def language_words() -> Mapping[str, tuple[WordUse, ...]]:
    """Every key that the schema describes, but for names and arguments of the catalogue; and words that are values."""
    found: dict[str, dict[WordUse, None]] = {
        word: {WordUse(place=place, help=help): None} for word, (place, help) in VALUES.items()
    }
    for word, use in _uses(spec_schema()):
        found.setdefault(word, {})[use] = None
    return {word: tuple(uses) for word, uses in sorted(found.items())}


def _uses(node: Any, subject: str = "") -> Iterator[tuple[str, WordUse]]:
    if isinstance(node, list):
        for one in node:
            yield from _uses(one, subject)
    if not isinstance(node, dict):
        return
    subject = node.get("x-subject", subject)
    place = f"a {subject}" if subject == "layer" else subject
    for key, schema in node.get("properties", {}).items():
        if node.get("x-noun") in {"key", "curve", "layer", "mode"} and _is_ours(schema):
            yield key, WordUse(place=place, help=schema["description"])
    for key, inner in node.items():
        if not key.startswith("layer_"):
            yield from _uses(inner, subject)


def _is_ours(schema: Any) -> bool:
    """Whether a key is described here, and is no name of a layer, which its own page describes."""
    refers = str(schema.get("$ref", "")).startswith("#/$defs/layer_") if isinstance(schema, dict) else True
    return not refers and "description" in schema
