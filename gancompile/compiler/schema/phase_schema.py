"""The schema of a schedule's phases."""

from __future__ import annotations

from gancompile.compiler.schema.curve_schema import constant_schema
from gancompile.compiler.schema.fragments import (
    COUNT,
    NAME,
    NUMBER,
    POSITIVE,
    Schema,
    arguments,
    choice,
    named,
    section,
    substitutable,
)


def phase_schema() -> Schema:
    """One phase: how long, who moves, and how."""
    times = substitutable({"type": "integer", "minimum": 1, "maximum": 1000})
    turn = {**named("a turn", times, least=1), "maxProperties": 1, "x-named": 1}
    return section(
        "a phase",
        {
            "phase": {"type": ["string", "number"], "description": "its name"},
            "steps": {**COUNT, "description": "how many rounds"},
            "images": {**POSITIVE, "description": "how many examples of the data"},
            "epochs": {**POSITIVE, "description": "how often all examples of the data"},
            "round": {"type": "array", "items": turn, "minItems": 1, "description": "who moves, in order, how often"},
            "mode": {
                **choice("mode", _modes(), bare=_modes()),
                "description": "in which order the players see each other move",
            },
            "batch": {
                **substitutable({"type": "integer", "minimum": 1, "maximum": 65536}),
                "description": "examples of one update, where they are others than under `data`",
            },
            "freeze": {
                "type": "array",
                "items": NAME,
                "minItems": 1,
                "description": "networks whose weights stay as they are",
            },
            "set": {
                "type": "object",
                "minProperties": 1,
                "x-subject": "`set`",
                "x-noun": "name",
                "additionalProperties": {"type": ["number", "string", "object"]},
                "description": "numbers of the game, by their paths, as they are in this phase",
            },
            "params": {
                **named("`params`", constant_schema(), least=1),
                "description": "other values of parameters from this phase on; networks are made anew, and keep the weights that fit",
            },
            "until": {**_until(), "description": "what ends the phase before its time"},
        },
    )


def _until() -> Schema:
    until = section(
        "`until`",
        {
            "metric": {"type": "string", "description": "a number that is logged"},
            "below": {**NUMBER, "description": "it ends when a record of it is below this"},
            "above": {**NUMBER, "description": "it ends when a record of it is above this"},
            "patience": {**COUNT, "description": "it ends when so many records in turn bring no new least value"},
        },
        ("metric",),
    )
    return {**until, "examples": [{"metric": "discriminator_loss", "below": 0.1}]}


def _modes() -> dict[str, Schema]:
    helps = {
        "alternating": "each player sees what the one before has done",
        "simultaneous": "all players move from the weights at the beginning of the round",
        "extragradient": "simultaneous, with the gradients of a step ahead (Gidel et al. 2019)",
        "optimistic": "simultaneous, each step twice and the one before it once back (Daskalakis et al. 2018)",
        "consensus": "simultaneous, and down the squared norm of all gradients (Mescheder et al. 2017)",
    }
    weight: Schema = {**POSITIVE, "default": 0.1, "description": "how much the norm counts"}
    return {
        key: {
            **arguments(f"mode `{key}`", {"weight": weight} if key == "consensus" else {}, (), None),
            "description": help,
        }
        for key, help in helps.items()
    }
