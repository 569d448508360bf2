"""The schema of curves: numbers that change with the rounds."""

from __future__ import annotations

from typing import Any

from gancompile.compiler.schema.fragments import (
    COUNT,
    EXPRESSION,
    NAME,
    NOT_NEGATIVE,
    NUMBER,
    POSITIVE,
    Schema,
    placed,
    section,
)


def schedulable(**bounds: Any) -> Schema:
    """A number, or a curve whose numbers keep the same bounds."""
    number: Schema = {"type": "number", **bounds}
    curves = {
        "properties": {
            **{kind: _ramp(kind, number) for kind in ("cosine", "exponential", "linear")},
            "step": {
                **section(
                    "`step`",
                    {
                        "from": {**placed(number), "description": "the first number"},
                        "by": {**POSITIVE, "description": "the factor"},
                        "every": {**COUNT, "description": "after how many rounds, again and again"},
                        "since": {
                            **placed({"type": "integer", "minimum": 0}),
                            "description": "the round from which on it runs (0)",
                        },
                    },
                    ("from", "by", "every"),
                ),
                "description": "multiplied by a factor every so many rounds",
            },
            "piecewise": {
                "type": "array",
                "items": {"type": "array", "items": NOT_NEGATIVE, "minItems": 2, "maxItems": 2},
                "minItems": 1,
                "description": "[round, value] pairs: each value holds from its round on",
            },
            "hold": {
                **_hold(number),
                "description": "follows a measured value: up while it is above `at`, down while it is below",
            },
            "state": {**NAME, "description": "a number that the game carries under this name"},
        },
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
        "x-subject": "a scheduled number",
        "x-noun": "curve",
        "x-choice": ["cosine", "exponential", "hold", "linear", "piecewise", "state", "step"],
    }
    return {**placed({**number, "type": ["number", "object"]}), **curves}


def _hold(number: Schema) -> Schema:
    return section(
        "`hold`",
        {
            "value": {**EXPRESSION, "description": "what is measured"},
            "at": {**NUMBER, "description": "where it should be"},
            "by": {**POSITIVE, "description": "by how much the number moves in a round"},
            "from": {**placed(number), "default": 0, "description": "the first number"},
            "low": {**placed(number), "default": 0, "description": "the least number"},
            "high": {**placed(number), "default": 1, "description": "the greatest number"},
        },
        ("value", "at", "by"),
    )


def _ramp(kind: str, number: Schema) -> Schema:
    ends = placed({"type": "number", "exclusiveMinimum": 0} if kind == "exponential" else number)
    times = {
        "over": {**COUNT, "description": "how many rounds it takes; the whole schedule, where no length is given"},
        "images": {**POSITIVE, "description": "how many examples of the data it takes"},
        "epochs": {**POSITIVE, "description": "how many epochs it takes"},
        "during": {**COUNT, "description": "the phase, by its number from 1, over whose rounds it goes"},
        "warm_up": {**COUNT, "description": "in how many rounds it grows to its full size"},
        "since": {**placed({"type": "integer", "minimum": 0}), "description": "the round from which on it runs (0)"},
    }
    sides = {"from": {**ends, "description": "the first number"}, "to": {**ends, "description": "the last number"}}
    made = section(f"`{kind}`", {**sides, **times}, ("from", "to"))
    return {**made, "description": f"from one number to another, {CURVES[kind]}"}


CURVES = {"cosine": "by half a cosine wave", "exponential": "by equal ratios", "linear": "in a straight line"}


def constant_schema() -> Schema:
    """The value of a parameter: a constant, or a number that changes with the rounds."""
    curve: Schema = {"if": {"type": "object"}, "then": {"$ref": "#/$defs/schedulable"}}
    return {"type": ["number", "string", "boolean", "object"], **curve}
