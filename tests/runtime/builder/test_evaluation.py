"""Evaluations of a build: on the way, at its end, the best checkpoint, and early stopping by a metric."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gancompile.compiler import compile_text
from gancompile.folder import CheckpointFiles, list_checkpoints
from gancompile.runtime.builder import game_at
from gancompile.runtime.evaluation import Evaluator, read_results
from gancompile.runtime.evaluation.result import Result, Spread
from gancompile.spec import Spec

pytestmark = pytest.mark.slow

EVALUATED = """
evaluate: {every: {rounds: 10}, metrics: [fid, density_coverage], samples: 40, reals: 40, share: 1, repeats: 2, best: fid}
"""
PHASE = "schedule: [{steps: 6, round: [{discriminator: 2}, {generator: 1}]}]"


@pytest.fixture
def text(tiny: Callable[..., str]) -> str:
    return tiny().replace(PHASE, "schedule: [{steps: 60}]") + EVALUATED


@pytest.fixture
def curve(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Gives the metrics of each round, in place of those that are measured."""

    def use(fids: Mapping[int, float], coverages: Mapping[int, float] | None = None) -> None:
        def evaluate(self: Evaluator, model: Any, *, round: int, repeats: int = 1) -> Result:
            numbers = {"fid": fids[round], "coverage": (coverages or fids)[round]}
            return Result(
                round=round, protocol=self.protocol, arguments=self._all_arguments,
                numbers={name: Spread(values=(value,) * repeats) for name, value in numbers.items()}, seconds=0.0,
            )  # fmt: skip

        monkeypatch.setattr(Evaluator, "evaluate", evaluate)

    return use


def rounds(folder: Path) -> list[int]:
    return [one.round for one in list_checkpoints(folder / "checkpoints") if isinstance(one, CheckpointFiles)]


def records(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "logs" / "records.jsonl").read_text().splitlines()]


def test_metrics_stand_in_the_records_of_their_rounds(text: str, tmp_path: Path) -> None:
    Spec(compile_text(text)).build(tmp_path)
    measured = {record["round"]: record for record in records(tmp_path) if "fid" in record}
    assert list(measured) == [10, 20, 30, 40, 50, 60]
    assert all(set(record) >= {"fid", "density", "coverage"} for record in measured.values())
    rounds_of_results = [(one.round, len(one.numbers["fid"].values)) for one in read_results(tmp_path)]
    assert rounds_of_results == [(10, 1), (20, 1), (30, 1), (40, 1), (50, 1), (60, 2)]
    page = (tmp_path / "report.html").read_text()
    assert "<h2>Evaluation</h2>" in page
    assert read_results(tmp_path)[0].protocol.short in page


def test_the_best_checkpoint_is_kept_and_exported(text: str, tmp_path: Path, curve: Callable[..., None]) -> None:
    """The metric gets worse at the end."""
    curve({10: 9.0, 20: 3.0, 30: 5.0, 40: 6.0, 50: 7.0, 60: 8.0})
    text = text + "export: {round: best}\ncheckpoints: {keep: 1}\n"
    game = Spec(compile_text(text)).build(tmp_path)
    assert 20 in rounds(tmp_path)
    assert 30 not in rounds(tmp_path)
    best = game_at(tmp_path, "best", lambda _: None)
    assert best.checkpoint.round == 20
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert [one["round"] for one in manifest["exports"]] == [20]
    import tensorflow as tf

    served = tf.saved_model.load(str(tmp_path / "saved_model" / "1")).signatures["serving_default"]
    z = tf.constant(np.random.default_rng(0).normal(size=(4, 3)), tf.float32)
    made = next(iter(served(z=z).values())).numpy()
    np.testing.assert_allclose(made, best.game(z, training=False).numpy(), rtol=1e-5)
    assert np.abs(made - game(z, training=False).numpy()).max() > 1e-4


def test_a_checkpoint_has_the_metrics_of_its_own_round_alone(text: str, tmp_path: Path) -> None:
    Spec(compile_text(text + "checkpoints: {keep: all}\n")).build(tmp_path)
    found = {
        one.round: "fid" in one.numbers
        for one in list_checkpoints(tmp_path / "checkpoints")
        if isinstance(one, CheckpointFiles)
    }
    assert any(found.values())
    assert not all(found.values())
    assert all(has == (round % 10 == 0) for round, has in found.items())


def test_a_phase_ends_when_a_metric_no_longer_improves(text: str, tmp_path: Path, curve: Callable[..., None]) -> None:
    fids = {10: 9.0, 20: 3.0, 30: 5.0, 40: 6.0, 50: 7.0, 60: 8.0}
    curve(fids)
    until = text.replace("steps: 60", "steps: 60, until: {metric: fid, patience: 2}")
    Spec(compile_text(until)).build(tmp_path)
    assert max(record["round"] for record in records(tmp_path)) == 40


def test_higher_is_better_for_some(text: str, tmp_path: Path, curve: Callable[..., None]) -> None:
    falling = {10: 0.9, 20: 0.8, 30: 0.7, 40: 0.6, 50: 0.5, 60: 0.4}
    curve(falling)
    until = text.replace("steps: 60", "steps: 60, until: {metric: coverage, patience: 2}")
    Spec(compile_text(until)).build(tmp_path)
    assert max(record["round"] for record in records(tmp_path)) == 30


def test_weights_do_not_depend_on_being_measured(text: str, tmp_path: Path) -> None:
    """Neither the rounds nor what else ends a phase early."""
    until = text.replace("steps: 60", "steps: 60, until: {metric: generator_loss, patience: 7}")
    measured = Spec(compile_text(until)).build(tmp_path / "measured")
    plain = Spec(compile_text(until.replace(EVALUATED, ""))).build(tmp_path / "plain")
    assert int(measured.round) == int(plain.round)
    for a, b in zip(measured.generator.weights, plain.generator.weights, strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy())


def test_another_evaluation_needs_no_training(text: str, tmp_path: Path) -> None:
    Spec(compile_text(text)).build(tmp_path)
    before = (tmp_path / "logs" / "records.jsonl").read_bytes()
    other = text.replace("metrics: [fid, density_coverage]", "metrics: [fid, modes]")
    Spec(compile_text(other)).build(tmp_path)
    assert (tmp_path / "logs" / "records.jsonl").read_bytes() == before
    assert "modes" in read_results(tmp_path)[-1].numbers
    count = len(read_results(tmp_path))
    Spec(compile_text(other)).build(tmp_path)
    assert len(read_results(tmp_path)) == count


def test_a_round_whose_evaluation_was_cut_short_is_measured_when_it_goes_on(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gancompile.runtime.training import Interrupted
    from gancompile.runtime.training import loop as loop_module

    whole = Spec(compile_text(text)).build(tmp_path / "whole")
    stops: list[threading.Event] = []
    evaluate = Evaluator.evaluate

    def stopping(self: Evaluator, model: Any, *, round: int, repeats: int = 1) -> Result:
        if round == 30 and stops:
            stops.pop().set()
        return evaluate(self, model, round=round, repeats=repeats)

    class Requests:
        def __enter__(self) -> threading.Event:
            stops.append(threading.Event())
            return stops[-1]

        def __exit__(self, *error: object) -> None:
            stops.clear()

    with monkeypatch.context() as patched:
        patched.setattr(Evaluator, "evaluate", stopping)
        patched.setattr(loop_module, "stop_requests", Requests)
        with pytest.raises(Interrupted):
            Spec(compile_text(text)).build(tmp_path / "cut")
    assert max(record["round"] for record in records(tmp_path / "cut") if "fid" in record) == 20
    game = Spec(compile_text(text)).build(tmp_path / "cut")
    measured = [record["round"] for record in records(tmp_path / "cut") if "fid" in record]
    assert measured == [10, 20, 30, 40, 50, 60]
    for a, b in zip(game.generator.weights, whole.generator.weights, strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy())


def test_the_last_round_is_measured_when_it_goes_on(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its evaluation was cut short, and no round is left to play."""
    from gancompile.runtime.training import Interrupted, phase_run
    from gancompile.runtime.training.measuring import Measuring, MeasuringStopped

    run = Measuring.run

    def stopping(self: Measuring, round: int, clock: Any, stop: threading.Event, *, is_needed: bool) -> Any:
        if round == 60:
            stop.set()
            raise MeasuringStopped
        return run(self, round, clock, stop, is_needed=is_needed)

    with monkeypatch.context() as patched:
        patched.setattr(phase_run.Measuring, "run", stopping)
        with pytest.raises(Interrupted):
            Spec(compile_text(text)).build(tmp_path)
    assert "fid" not in game_at(tmp_path, None, lambda _: None).checkpoint.numbers
    Spec(compile_text(text)).build(tmp_path)
    assert "fid" in game_at(tmp_path, None, lambda _: None).checkpoint.numbers
    assert [record["round"] for record in records(tmp_path) if "fid" in record] == [10, 20, 30, 40, 50, 60]


def test_features_that_cannot_be_had_are_found_before_the_training(text: str, tmp_path: Path) -> None:
    from gancompile.runtime.evaluation import EvaluationError

    (tmp_path / "wrong.keras").write_bytes(b"no")
    wrong = text.replace("best: fid}", f"best: fid, features: {{keras: {{file: {tmp_path / 'wrong.keras'}}}}}}}")
    with pytest.raises(EvaluationError, match=r"is no `\.keras` file"):
        Spec(compile_text(wrong)).build(tmp_path / "built")
    assert rounds(tmp_path / "built") == []


def test_an_evaluation_that_fails_at_the_end_costs_no_export(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gancompile.runtime.evaluation import EvaluationError

    def fails(*arguments: Any, **named: Any) -> Result:
        raise EvaluationError("why")

    monkeypatch.setattr(Evaluator, "evaluate", fails)
    Spec(compile_text(text.replace("every: {rounds: 10}, ", "").replace(", best: fid", ""))).build(tmp_path)
    assert (tmp_path / "saved_model" / "1").exists()


def test_without_a_best_checkpoint_the_last_round_is_exported(
    tiny: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Spec(compile_text(tiny() + "export: {round: best}\n")).build(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert [one["round"] for one in manifest["exports"]] == [6]


def test_the_data_are_looked_at_once_for_all_evaluations(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gancompile.runtime.evaluation.reference import Reference

    looked: list[str] = []
    population = Reference._population

    def counted(self: Reference, field: str) -> Any:
        looked.append(field)
        return population(self, field)

    monkeypatch.setattr(Reference, "_population", counted)
    Spec(compile_text(text)).build(tmp_path)
    assert looked == ["point"]
