"""The schema of what a training computes in and on: precision and devices."""

from __future__ import annotations

from gancompile.catalogue.precision import FULL, PRECISIONS
from gancompile.compiler.schema.fragments import SUBSTITUTION, Schema, substitutable


def precision_schema() -> Schema:
    """A precision of layers by its name."""
    return substitutable({"type": "string", "enum": list(PRECISIONS), "x-noun": "precision"})


def scale_sections() -> dict[str, Schema]:
    """The keys of a spec, by name."""
    return {
        "precision": {
            **precision_schema(),
            "default": FULL,
            "description": "what networks compute in; with `mixed_...`, weights, averages, statistics, outputs and penalties stay float32",
            "examples": ["mixed_bfloat16"],
        },
        "devices": {
            **substitutable({"type": ["integer", "string"], "minimum": 1, "x-types": ["a whole number, or `all`,"]}),
            "pattern": rf"^all$|{SUBSTITUTION}",
            "default": 1,
            "description": "how many GPUs of the machine share each batch: a number, or `all`; the result is that of one device",
            "examples": ["all"],
        },
    }
