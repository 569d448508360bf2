"""What is measured of a game, as the runtime reads it."""

from __future__ import annotations

from typing import Any

from gancompile.compiler.ir.program import Program


def evaluation_values(program: Program) -> dict[str, Any] | None:
    """Plain data; None where the samples imitate no field of the data."""
    evaluation = program.evaluation
    if evaluation is None:
        return None
    return {
        "kind": evaluation.kind,
        "given": list(evaluation.given),
        "metrics": {metric.name: dict(metric.arguments) for metric in evaluation.metrics},
        "features": evaluation.features,
        "feature_arguments": dict(evaluation.feature_arguments),
        "settings": dict(evaluation.settings),
        "example": evaluation.example,
        "label": evaluation.label,
        "held_out": evaluation.held_out,
        "statistics": evaluation.statistics,
        "every": evaluation.every_rounds,
        "best": evaluation.best,
        "is_asked_for": evaluation.is_asked_for,
    }
