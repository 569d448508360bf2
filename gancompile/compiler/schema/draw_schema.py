"""The schema of the draws of a game, from the rows of the catalogue."""

from __future__ import annotations

from gancompile.catalogue.draw_rows import draw_rows, draw_settings
from gancompile.compiler.schema.fragments import (
    COUNT,
    FIELD,
    NAME,
    NUMBER,
    POSITIVE,
    SUBSTITUTION,
    Schema,
    section,
    substitutable,
)

SHAPE: Schema = {
    "type": ["array", "string"],
    "items": COUNT,
    "pattern": rf"^data\.{FIELD}$|{SUBSTITUTION}",
    "x-types": ["array"],
}
FRAGMENTS: dict[str, Schema] = {
    "field": {**NAME, "pattern": f"^{FIELD}$"},
    "shape": {**SHAPE, "examples": [[64]]},
    "image_shape": {**SHAPE, "examples": ["data.image", [28, 28, 1]]},
    "classes": substitutable({"type": "integer", "minimum": 2, "maximum": 1_000_000}),
    "places": substitutable({"type": "integer", "minimum": 2, "maximum": 1_000_000}),
    "number": NUMBER,
    "positive": POSITIVE,
    "count": COUNT,
    "boolean": substitutable({"type": "boolean"}),
    "fresh": substitutable({"enum": ["update", "round"], "x-noun": "time"}),
}
"""The schemas that the rows name."""


def draw_schema() -> Schema:
    """A draw of one of the kinds, with its settings."""
    kinds = {key: {**FRAGMENTS[row.schema], "description": row.help} for key, row in draw_rows().items()}
    settings = {
        name: {
            **FRAGMENTS[row.schema],
            **({} if row.default is None else {"default": row.default}),
            "description": row.help,
        }
        for name, row in draw_settings().items()
    }
    return {**section("a draw", {**kinds, **settings}), "examples": [{"data": "image"}, {"normal": [128]}]}
