"""The schema of how a training is looked after: checkpoints, numbers that are not finite, reproducibility."""

from __future__ import annotations

from gancompile.compiler.schema.fragments import COUNT, Schema, arguments, choice, section, substitutable

LOGGED: Schema = {"type": "string", "description": "a logged number, such as generator_loss"}


def upkeep_sections() -> dict[str, Schema]:
    """The sections of a spec that no weight depends on, by key."""
    rate = substitutable({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1})
    settings: dict[str, Schema] = {
        "rate": {**rate, "default": 0.5, "description": "the factor of all learning rates after going back"},
        "times": {**COUNT, "default": 3, "description": "how often, at most"},
    }
    rollback = {**arguments("action `rollback`", settings, (), None), "description": "go back to the last checkpoint"}
    stop: Schema = {"type": "null", "description": "end the training; the last checkpoint is whole"}
    best = {
        **section("`best`", {"lowest": LOGGED, "highest": LOGGED}),
        "minProperties": 1,
        "maxProperties": 1,
        "description": "the checkpoint with the lowest or highest value of a logged number is kept, too",
        "examples": [{"lowest": "generator_loss"}],
    }
    keep: Schema = {
        **substitutable({"type": ["integer", "string"], "minimum": 1, "x-types": ["a number, or `all`,"]}),
        "pattern": r"^all$|\$\{.*\}",
        "default": 3,
        "description": "how many of the checkpoints at pictures of samples are kept: a number, or `all`",
    }
    return {
        "checkpoints": {
            **section("`checkpoints`", {"keep": keep, "best": best}),
            "description": "which earlier rounds can be gone back to",
            "examples": [{"keep": 10}],
        },
        "on_nan": {
            **choice("action", {"stop": stop, "rollback": rollback}, bare=["stop", "rollback"]),
            "default": "stop",
            "description": "what is done when a loss or a weight is not finite: stop, or go back to the last checkpoint with lower rates",
            "examples": ["rollback"],
        },
        "reproducible": {
            **substitutable({"type": "boolean"}),
            "default": False,
            "description": "take TensorFlow's deterministic operations alone, some of which are slower",
        },
    }
