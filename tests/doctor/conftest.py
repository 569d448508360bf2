"""Trainings whose curves are made by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from gancompile.doctor.curve import Curve
from gancompile.doctor.game_facts import GameFacts, Scores
from gancompile.doctor.measured import Measured
from gancompile.doctor.training import Training

RECORDS, EVERY = 400, 10
Values = Sequence[float] | Callable[[float], float]


def curve(values: Values, *, number: int = RECORDS, every: int = EVERY) -> Curve:
    """A curve of values, or of a function of the share of the training."""
    listed = [values(at / number) for at in range(number)] if callable(values) else list(values)
    return Curve(tuple(every * (at + 1) for at in range(len(listed))), tuple(map(float, listed)))


def game(scores: Scores = Scores.PROBABILITY, **facts: Any) -> GameFacts:
    return GameFacts(**{"scores": scores, **facts})


def make(
    curves: dict[str, Values] | None = None,
    metrics: dict[str, Values] | None = None,
    *, scores: Scores = Scores.PROBABILITY, facts: dict[str, Any] | None = None, **numbers: Any,
) -> Training:  # fmt: skip
    """A finished training of 4,000 rounds. metrics: values at evaluations that are evenly spread."""
    made = {name: curve(values) for name, values in (curves or {}).items()}
    measured = {
        name: curve(values, number=20, every=RECORDS * EVERY // (20 if callable(values) else len(values)))
        for name, values in (metrics or {}).items()
    }
    newest = {name: (one.rounds[-1], one.last) for name, one in measured.items()}
    rounds = RECORDS * EVERY
    given = {
        "folder": Path("build/made"),
        "name": "made",
        "records": RECORDS,
        "rounds": rounds,
        "rounds_played": rounds,
    }
    return Training(
        **{**given, **numbers},
        curves=made,
        measured=Measured(curves=measured, newest=newest),
        game=game(scores, **(facts or {})),
    )


def make_healthy(**numbers: Any) -> Training:
    """A training that comes to rest: scores near each other, gradients of one size, a metric that falls to a level."""
    return make(
        {
            "D(x)": lambda at: 0.5 + 0.15 * 0.02**at,
            "D(G(z))": lambda at: 0.5 - 0.15 * 0.02**at,
            "generator_loss": lambda at: 0.75,
            "discriminator_loss": lambda at: 1.35,
            "generator_gradient_norm": lambda at: 1.0 - 0.5 * at,
            "discriminator_gradient_norm": lambda at: 1.0 - 0.5 * at,
            "generator_learning_rate": lambda at: 2e-4,
            "discriminator_learning_rate": lambda at: 2e-4,
        },
        {
            "fid": lambda at: 10 + 90 * 1e-4**at,
            "precision": lambda at: 0.7 * (1 - 1e-4**at) + 0.01,
            "recall": lambda at: 0.5 * (1 - 1e-4**at) + 0.01,
            "authenticity": lambda at: 0.6,
            "copies": lambda at: 0.0,
        },
        **{"examples": 50_000, "batch": 64, **numbers},
    )


@pytest.fixture(scope="session")
def training() -> Callable[..., Training]:
    """Makes a training of curves."""
    return make


@pytest.fixture(scope="session")
def healthy() -> Callable[..., Training]:
    """Makes a training in which nothing is wrong."""
    return make_healthy
