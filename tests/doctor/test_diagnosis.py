"""The whole judgement, and the laws that all signs follow."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancompile.doctor import Curve, Training, examine
from gancompile.doctor.game_facts import Scores
from gancompile.doctor.measured import Measured
from gancompile.doctor.signs import SIGNS

Make = Callable[..., Training]


def moved(curve: Curve, rounds: int) -> Curve:
    return replace(curve, rounds=tuple(round + rounds for round in curve.rounds))


def later(training: Training, rounds: int) -> Training:
    """The same training, as if so many rounds had been played before it was logged."""
    measured = training.measured
    return replace(
        training,
        curves={name: moved(curve, rounds) for name, curve in training.curves.items()},
        measured=Measured(
            curves={name: moved(curve, rounds) for name, curve in measured.curves.items()},
            newest={name: (round + rounds, value) for name, (round, value) in measured.newest.items()},
        ),
        rounds=training.rounds + rounds,
        rounds_played=training.rounds_played + rounds,
    )


def signs(training: Training) -> list[str]:
    return [one.sign for one in examine(training).findings]


def test_a_healthy_training(healthy: Make) -> None:
    diagnosis = examine(healthy())
    assert not diagnosis.findings
    assert not diagnosis.unseen
    text = diagnosis.as_text()
    assert text.startswith(
        "made: 4,000 of 4,000 rounds, finished\n\nNothing looks wrong, by these numbers:\n  - D(x) is 0.5"
    )
    assert "fid is 10 at round 4,000" in text
    assert "authenticity 0.6" in text


def test_what_could_not_be_seen_is_said(training: Make) -> None:
    diagnosis = examine(training({"generator_loss": lambda at: 1.0}))
    text = diagnosis.as_text()
    assert "no metric was measured" in text
    assert "gancompile evaluate build/made" in text
    assert "D(x) and D(G(z)) are not logged" in text
    assert len(diagnosis.unseen) == 3


def test_evaluations_that_were_left_out(training: Make) -> None:
    diagnosis = examine(training(metrics={"fid": [30.0, 20.0]}, evaluated_every=100))
    assert "`evaluate: {share: 1}`" in diagnosis.as_text()


def test_a_draw_may_be_of_two_kinds(training: Make) -> None:
    draw = {"D(x)": lambda at: 0.505, "D(G(z))": lambda at: 0.5}
    assert "Whether the players are equals" in examine(training(draw)).as_text()
    assert "Whether the players are equals" not in examine(training(draw, {"fid": [3.0]})).as_text()
    early = {"D(x)": lambda at: 0.7 if at < 0.1 else 0.5, "D(G(z))": lambda at: 0.5}
    assert "Whether the players are equals" not in examine(training(early)).as_text()


def test_json(training: Make) -> None:
    plain = examine(training(not_finite=(("generator_loss", 20),))).as_json()
    assert json.loads(json.dumps(plain))["findings"][0]["sign"] == "not_finite"
    assert set(plain) == {
        "build",
        "name",
        "rounds_played",
        "rounds",
        "is_finished",
        "findings",
        "looked_at",
        "not_seen",
    }


@given(
    scores=st.sampled_from(Scores), start=st.floats(0.1, 0.4), fall=st.floats(1e-6, 0.9), level=st.floats(0.1, 1e3),
    first=st.floats(1e-3, 10),
)  # fmt: skip
def test_curves_that_come_to_rest_show_nothing(
    healthy: Make, scores: Scores, start: float, fall: float, level: float, first: float
) -> None:
    made = healthy(scores=scores)
    number = range(1, 401)
    gap = {round: start * fall ** (round / 400) for round in number}
    curves = {
        **made.curves,
        "D(x)": Curve(tuple(number), tuple(0.5 + gap[round] / 2 for round in number)),
        "D(G(z))": Curve(tuple(number), tuple(0.5 - gap[round] / 2 for round in number)),
    }
    fid = Curve(tuple(range(10, 210, 10)), tuple(level * (1 + first * 1e-4 ** (at / 20)) for at in range(20)))
    measured = replace(made.measured, curves={**made.measured.curves, "fid": fid})
    assert not signs(replace(made, curves=curves, measured=measured, examples=1000))


CASES: list[dict[str, Any]] = [
    {"curves": {"D(x)": lambda at: 0.999, "D(G(z))": lambda at: 0.001}},
    {"curves": {"D(x)": lambda at: 0.3, "D(G(z))": lambda at: 0.6}},
    {
        "curves": {"D(x)": lambda at: 0.93, "D(G(z))": lambda at: 0.07}, "metrics": {"fid": [90.0, 50, 30, 20, 15, 16, 18, 21, 24, 28]},
        "examples": 99, "batch": 9,
    },
    {"metrics": {"fid": [100.0, 80, 64, 51, 41, 33, 26, 21]}},
    {"metrics": {"authenticity": [0.1], "precision": [0.9], "recall": [0.01]}},
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
@given(rounds=st.integers(0, 10**6))
def test_when_the_rounds_were_changes_no_finding(training: Make, case: dict[str, Any], rounds: int) -> None:
    made = training(
        case.get("curves"), case.get("metrics"), **{k: v for k, v in case.items() if k not in ("curves", "metrics")}
    )
    assert signs(made)
    assert signs(later(made, rounds)) == signs(made)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=40), st.sampled_from(Scores))
def test_no_numbers_break_a_sign(training: Make, values: list[float], scores: Scores) -> None:
    names = ("D(x)", "D(G(z))", "generator_loss", "generator_gradient_norm", "generator_learning_rate")
    metrics = dict.fromkeys(("fid", "recall", "precision"), values)
    made = training(dict.fromkeys(names, values), metrics, scores=scores, examples=10, batch=10)
    examine(made).as_text()


def test_each_sign_is_in_a_file_of_its_name() -> None:
    assert [sign.__module__.rpartition(".")[2] for sign in SIGNS] == [sign.__name__ for sign in SIGNS]
