"""The schema of `export`: which networks and signatures are served, in which formats."""

from __future__ import annotations

from gancompile.catalogue.export_format_rows import DEFAULT_FORMATS, export_format_rows
from gancompile.compiler.schema.fragments import EXPRESSION, NAME, SUBSTITUTION, Schema, named, section, substitutable


def export_schema() -> Schema:
    """The section `export`."""
    known = list(export_format_rows())
    format: Schema = {
        "type": "string",
        "if": {"pattern": SUBSTITUTION},
        "else": {"enum": known, "x-subject": "format", "x-noun": "format", "x-choice": known},
    }
    formats: Schema = {
        "type": "array",
        "items": format,
        "minItems": 1,
        "default": list(DEFAULT_FORMATS),
        "examples": [["saved_model", "onnx"]],
        "description": "what a build exports: "
        + "; ".join(f"`{row.key}`, {row.help}" for row in export_format_rows().values()),
    }
    return section(
        "`export`",
        {
            "generator": {**NAME, "description": "the network that is sampled and served"},
            "discriminator": {**NAME, "description": "the network that judges at serving"},
            "formats": formats,
            "signatures": {
                **named("`signatures`", {**named("a signature", EXPRESSION, least=1), "type": ["string", "object"]}),
                "description": "functions that are exported beside those of every game: formulas of named inputs, row by row",
                "examples": [{"encode": "encoder(image)"}],
            },
            "round": {
                **substitutable({"enum": ["last", "best"], "x-noun": "round"}),
                "default": "last",
                "description": "whose weights a build exports: the last round's, or those of the best checkpoint, which `evaluate` or "
                "`checkpoints` chooses",
            },
            "precision": {
                **substitutable({"enum": ["float32", "trained"], "x-noun": "precision"}),
                "default": "float32",
                "description": "what exported networks compute in: float32, or `trained`, what they were trained in",
            },
            "keep_versions": {
                **substitutable({"type": "integer", "minimum": 1}),
                "description": "how many of the newest versions of an export are kept; all, where it is left out",
            },
            "data_licence": {
                "type": "string",
                "description": "of the data, for the contract beside the export",
                "examples": ["CC-BY-4.0"],
            },
        },
    )
