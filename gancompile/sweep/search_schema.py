"""The schema of the file of a search."""

from __future__ import annotations

from functools import cache

from gancompile.compiler.schema.fragments import Schema, arguments, choice, section

WHOLE: Schema = {"type": "integer"}
COUNT: Schema = {"type": "integer", "minimum": 1, "maximum": 1_000_000_000}


@cache
def search_schema() -> Schema:
    """What a search varies, what it is after, and how many runs it has."""
    positive = {"type": "number", "exclusiveMinimum": 0}
    distributions = {
        "uniform": {**_ends({"type": "number"}), "description": "any number between two"},
        "loguniform": {**_ends(positive), "description": "any number between two, each power of ten as often"},
        "randint": {**_ends(WHOLE), "description": "a whole number between two, both of them included"},
        "lograndint": {**_ends(COUNT), "description": "the same, each power of ten as often"},
        "choice": {"type": "array", "minItems": 1, "description": "one of several values"},
    }
    asha = {
        "grace_rounds": {**COUNT, "description": "rounds that each run has before it may be ended (a tenth of all)"},
        "reduction_factor": {
            "type": "number",
            "minimum": 2,
            "maximum": 1000,
            "description": "one of so many goes on (3)",
        },
    }
    schema = section(
        "a search",
        {
            "search": {
                "type": "object",
                "additionalProperties": choice("distribution", distributions, bare=[]),
                "minProperties": 1,
                "x-subject": "`search`",
                "x-noun": "key",
                "description": "keys of the spec, each with what its values are drawn from",
                "examples": [{"game.optimizer.adam.learning_rate": {"loguniform": [1.0e-5, 1.0e-3]}}],
            },
            "metric": {"type": "string", "description": "a number of `evaluate`, or a logged one", "examples": ["fid"]},
            "better": {"enum": ["lower", "higher"], "description": "for a number that has no direction of its own"},
            "runs": {**COUNT, "description": "how many combinations are drawn", "examples": [20]},
            "seeds": {**COUNT, "description": "how many seeds of each; they are compared by their mean (1)"},
            "draw_seed": {"type": "integer", "minimum": 0, "description": "of the drawing of combinations (0)"},
            "scheduler": {
                **choice("scheduler", {"asha": arguments("scheduler `asha`", asha, (), None)}, bare=["asha"]),
                "description": "what ends runs early because others do better",
            },
        },
        ["search", "metric", "runs"],
    )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _ends(number: Schema) -> Schema:
    return {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
