"""Trainings as read from the files of a build: whole, on their way, damaged."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

import gancompile
from gancompile.doctor import examine, read_training
from gancompile.doctor.game_facts import Scores
from gancompile.doctor.training import Training
from gancompile.pages import NoBuildError

Build = Callable[..., Path]


@pytest.fixture
def build(specs: Path, tmp_path: Path) -> Build:
    """Writes a compiled folder with records, as a training leaves it."""

    def write(
        records: Sequence[Mapping[str, Any]] = (), *overrides: str, spec: str = "gan-ring.yaml", trained: bool = True
    ) -> Path:
        folder = tmp_path / "build"
        gancompile.load(specs / spec, set=overrides).write(folder)
        (folder / "logs").mkdir()
        (folder / "logs" / "records.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))
        rounds = records[-1]["round"] if records else 0
        (folder / "manifest.json").write_text(json.dumps({"trained": trained, "rounds": rounds}))
        return folder

    return write


def record(round: int, **numbers: float) -> dict[str, Any]:
    return {"phase": "main", "round": round, "rounds": 14000, "seconds": 1.0, "rounds_per_second": 9.0, **numbers}


def test_curves_and_metrics(build: Build) -> None:
    records = [record(35 * at, **{"D(x)": 0.6, "D(G(z))": 0.4, "generator_loss": 1.0 / at}) for at in range(1, 401)]
    records[199]["fid"] = 12.5
    training = read_training(build(records))
    assert training.curve("generator_loss").values[:2] == (1.0, 0.5)
    assert "seconds" not in training.curves
    assert training.measured.newest == {"fid": (7000, 12.5)}
    assert training.game.scores is Scores.PROBABILITY
    assert (training.game.generator, training.game.discriminator) == ("generator", "discriminator")
    assert training.game.penalties == ("r1", "r2")
    assert training.game.is_averaged
    assert (training.rounds, training.rounds_played, training.batch, training.examples, training.modes) == (
        14000,
        14000,
        256,
        None,
        8,
    )


@pytest.mark.parametrize(
    ("spec", "scores", "discriminator"),
    [
        ("cgan-digits.yaml", Scores.PROBABILITY, "discriminator"),
        ("wgan-gp-digits.yaml", Scores.ORDERED, "critic"),
        ("sngan-digits.yaml", Scores.ORDERED, "discriminator"),
        ("progressive-digits.yaml", Scores.ORDERED, "critic"),
        ("cyclegan-digits.yaml", Scores.UNKNOWN, "judges"),
        ("began-digits.yaml", Scores.UNKNOWN, "discriminator"),
        ("ada-digits.yaml", Scores.UNKNOWN, "discriminator"),
    ],
)
def test_what_the_scores_are(build: Build, spec: str, scores: Scores, discriminator: str) -> None:
    training = read_training(build([record(10)], spec=spec))
    assert (training.game.scores, training.game.discriminator) == (scores, discriminator)


def test_a_line_that_is_cut_off_ends_the_records(build: Build) -> None:
    folder = build([record(10, generator_loss=1.0), record(20, generator_loss=2.0)])
    path = folder / "logs" / "records.jsonl"
    path.write_text(path.read_text() + '{"phase": "main", "round": 30, "gener')
    assert read_training(folder).curve("generator_loss").rounds == (10, 20)


@pytest.mark.parametrize(
    "name", ["manifest.json", "spec.lock.yaml", "evaluation/results.json", "checkpoints/round_00000010.json"]
)
@pytest.mark.parametrize("text", ["", "{", "[1, 2]", '{"results": [{"numbers": 3}]}', "game: {players: 3}"])
def test_damaged_files_are_judged_as_far_as_they_can_be_read(build: Build, name: str, text: str) -> None:
    folder = build([record(10, generator_loss=1.0)])
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    diagnosis = examine(read_training(folder))
    assert "there is 1 record so far" in diagnosis.as_text()
    json.dumps(diagnosis.as_json())


def test_numbers_that_are_not_finite(build: Build) -> None:
    folder = build([record(10, generator_loss=1.0), record(20, generator_loss=float("nan"))])
    training = read_training(folder)
    assert training.not_finite == (("generator_loss", 20),)
    assert training.curve("generator_loss").values == (1.0,)


def test_a_build_without_a_training(build: Build) -> None:
    text = examine(read_training(build(trained=False))).as_text()
    assert text.startswith("gan-ring: no rounds recorded")
    assert "Nothing looks wrong" not in text


def test_a_training_on_its_way(build: Build) -> None:
    records = [record(35 * at, **{"D(x)": 0.6, "D(G(z))": 0.4}) for at in range(1, 101)]
    text = examine(read_training(build(records, trained=False))).as_text()
    assert text.startswith("gan-ring: 3,500 of 14,000 rounds, not at its end")


def test_results_of_an_evaluation_at_the_end(build: Build) -> None:
    folder = build([record(14000, generator_loss=1.0)])
    (folder / "evaluation").mkdir()
    results = [
        {"round": at, "protocol_sha256": "a", "numbers": {"fid": {"mean": 90.0 - at / 1000}, "else": {"mean": 1.0}}}
        for at in (1000, 2000, 14000)
    ]
    (folder / "evaluation" / "results.json").write_text(json.dumps({"results": results}))
    training = read_training(folder)
    assert training.measured.newest == {"fid": (14000, 76.0)}
    assert training.measured.curves["fid"].rounds == (1000, 2000, 14000)


def test_no_build(tmp_path: Path) -> None:
    with pytest.raises(NoBuildError):
        read_training(tmp_path)


def test_epochs() -> None:
    assert Training(folder=Path(), name="x", rounds_played=100, examples=640, batch=64).epochs == 10
    assert Training(folder=Path(), name="x", rounds_played=100).epochs is None
