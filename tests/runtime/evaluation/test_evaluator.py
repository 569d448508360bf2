"""Evaluations from end to end: what is compared with what, by which protocol, and what is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.evaluation import FeatureError, StatisticsError, read_statistics, write_statistics
from gancompile.runtime.evaluation.evaluator import numbers_of
from gancompile.runtime.evaluation.numerics.moments import Moments
from gancompile.runtime.evaluation.population import real_population, sample_population

pytestmark = pytest.mark.slow

ANY_SIZE = "{dense: {units: auto, activation: tanh}}, {reshape: [auto, auto, 1]}"
"""The end of a generator that makes what the data has."""


def test_numbers_come_with_their_spread_and_are_the_same_again(evaluator_of: Callable[..., Any], digits: str) -> None:
    evaluator, model = evaluator_of(digits)
    first = evaluator.evaluate(model, round=0, repeats=2)
    assert list(first.numbers) == ["fid", "precision", "recall"]
    assert first.numbers["fid"].mean > 1
    assert first.numbers["fid"].deviation > 0
    assert not first.problems
    other, same_model = evaluator_of(digits, name="again")
    again = other.evaluate(same_model, round=0, repeats=2)
    assert again.protocol == first.protocol
    np.testing.assert_allclose(list(numbers_of(again).values()), list(numbers_of(first).values()), rtol=1e-4)


def test_real_examples_against_themselves_have_no_distance(evaluator_of: Callable[..., Any], digits: str) -> None:
    evaluator, model = evaluator_of(digits)
    context = evaluator._context(model, 0)
    moments = evaluator.reference.moments()
    np.testing.assert_allclose(moments.mean, context.reals.features.mean(axis=0, dtype=np.float64), rtol=1e-6)
    kept = next((evaluator._folder).glob("statistics-*.npz"))
    np.testing.assert_array_equal(read_statistics(kept).covariance, moments.covariance)


@pytest.mark.parametrize(
    ("override", "differs"),
    [
        ("evaluate.samples=99", True),
        ("evaluate.reals=150", True),
        ("evaluate.seed=1", True),
        ("evaluate.weights=raw", True),
        ("evaluate.truncation=1.5", True),
        ("evaluate.features={random: {seed: 1}}", True),
        ("data.source={digits: {}}", False),
        ("data.resize=[16, 16]", True),
        ("data.batch=16", False),
        ("evaluate.repeats=5", False),
        ("evaluate.metrics=[fid]", False),
        ("schedule.0.steps=7", False),
        ("name=other", False),
    ],
)
def test_what_a_number_depends_on_is_in_the_hash(
    evaluator_of: Callable[..., Any], digits: str, override: str, differs: bool
) -> None:
    before, _ = evaluator_of(digits)
    if override.startswith("data.r"):
        # The generator must make what the data has.
        digits = digits.replace("{dense: {units: 64, activation: tanh}}, {reshape: [8, 8, 1]}", ANY_SIZE)
    after, _ = evaluator_of(digits, override, name="after")
    assert (before.protocol.sha256 != after.protocol.sha256) == differs


def test_samples_are_given_the_labels_of_the_data(evaluator_of: Callable[..., Any], digits: str) -> None:
    evaluator, model = evaluator_of(digits)
    samples = sample_population(model, evaluator.program, number=1797, seed=0).first(1797)
    reals = real_population(evaluator.program, "image", label="label", number=None, seed=0).first(1797)
    assert samples.labels is not None
    assert reals.labels is not None
    assert samples.array.dtype == reals.array.dtype == np.uint8
    assert samples.array.shape == reals.array.shape
    assert (np.bincount(samples.labels) == np.bincount(reals.labels)).all()
    # Each example once.
    assert len(np.unique(reals.array.reshape(1797, -1), axis=0)) > 1700


def test_raw_weights_are_not_the_averages(compile_to: Callable[..., Path], digits: str) -> None:
    from gancompile.runtime.export.game_model import drawing_model
    from gancompile.runtime.program import make_game, read_program

    program = read_program(compile_to(digits))
    game = make_game(program)
    for weight in game.generator.trainable_variables:
        weight.assign_add(0.1 * np.ones(weight.shape))
    made = [
        sample_population(drawing_model(game, program, averaged=averaged), program, number=4, seed=0).first(4).array
        for averaged in (True, False)
    ]
    assert (made[0] != made[1]).any()


def test_moments_of_a_file_stand_for_those_of_the_data(
    evaluator_of: Callable[..., Any], digits: str, tmp_path: Path
) -> None:
    evaluator, model = evaluator_of(digits, "evaluate.metrics=[fid]")
    own = evaluator.evaluate(model, round=0).numbers["fid"].mean
    write_statistics(tmp_path / "reals.npz", evaluator.reference.moments())
    given, _ = evaluator_of(
        digits, "evaluate.metrics=[fid]", f"evaluate.statistics={tmp_path / 'reals.npz'}", name="given"
    )
    result = given.evaluate(model, round=0)
    assert result.numbers["fid"].mean == pytest.approx(own, rel=1e-6)
    assert result.protocol.statistics is not None
    wrong = Moments(mean=np.zeros(3), covariance=np.eye(3), number=9)
    write_statistics(tmp_path / "wrong.npz", wrong)
    other, _ = evaluator_of(
        digits, "evaluate.metrics=[fid]", f"evaluate.statistics={tmp_path / 'wrong.npz'}", name="wrong"
    )
    with pytest.raises(StatisticsError, match=r"is of 3 features, and the feature network gives"):
        other.evaluate(model, round=0)


def test_moments_of_the_data_are_kept_for_the_next_time(evaluator_of: Callable[..., Any], digits: str) -> None:
    """And made anew where their file is damaged."""
    first, model = evaluator_of(digits, "evaluate.metrics=[fid]")
    fid = first.evaluate(model, round=0).numbers["fid"].mean
    (kept,) = first._folder.glob("statistics-*.npz")
    moments = read_statistics(kept)
    write_statistics(kept, Moments(mean=moments.mean + 1000, covariance=moments.covariance, number=moments.number))
    second, _ = evaluator_of(digits, "evaluate.metrics=[fid]")
    assert second.evaluate(model, round=0).numbers["fid"].mean > 1e6
    assert not second.reference.observed_reals.has_passed
    kept.write_bytes(kept.read_bytes()[:100])
    third, _ = evaluator_of(digits, "evaluate.metrics=[fid]")
    assert third.evaluate(model, round=0).numbers["fid"].mean == pytest.approx(fid, rel=1e-6)
    assert read_statistics(kept).number == 200


def test_held_out_examples_are_part_of_the_protocol(evaluator_of: Callable[..., Any], digits: str) -> None:
    one = "{source: {digits: {}}, range: [-1, 1]}"
    sets = f"data={{sets: {{train: {one}, test: {one}}}, batch: 32}}"
    text = digits.replace("data.label", "data.train.label").replace("data.image", "data.train.image")
    metrics = "evaluate.metrics=[memorization]"
    plain, _ = evaluator_of(text, sets, metrics)
    held, model = evaluator_of(text, sets, metrics, "evaluate.held_out=test", name="held")
    assert plain.protocol != held.protocol
    assert "held out: data" in "; ".join(held.protocol.lines())
    assert "copying" in held.evaluate(model, round=0).numbers


def test_too_few_samples_for_a_covariance_are_remarked_on(evaluator_of: Callable[..., Any], digits: str) -> None:
    evaluator, model = evaluator_of(digits, "evaluate.metrics=[fid]")
    (remark,) = evaluator.evaluate(model, round=0).remarks
    assert remark.startswith("fid: 100 samples have no full covariance of")


def test_truncation_at_any_seed(evaluator_of: Callable[..., Any], digits: str) -> None:
    metrics = "evaluate.metrics=[perceptual_path_length, fid]"
    evaluator, model = evaluator_of(digits, "evaluate.truncation=0.5", "evaluate.seed=2147483647", metrics)
    assert not evaluator.evaluate(model, round=0).problems


def test_a_metric_that_cannot_be_computed_leaves_the_others(evaluator_of: Callable[..., Any], digits: str) -> None:
    evaluator, model = evaluator_of(digits, "evaluate.metrics=[fid, {precision_recall: {neighbours: 1000}}]")
    result = evaluator.evaluate(model, round=0)
    assert list(result.numbers) == ["fid"]
    assert result.problems == {"precision_recall": "200 examples have no 1000 neighbours each"}


def test_a_classifier_is_trained_once_and_its_accuracy_told(
    evaluator_of: Callable[..., Any], digits: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gancompile.runtime.evaluation.features.classifier.usual_rounds", lambda number: 60)
    overrides = (
        "evaluate.features=classifier",
        "evaluate.metrics=[conditional_accuracy, inception_score, memorization]",
    )
    evaluator, model = evaluator_of(digits, *overrides)
    result = evaluator.evaluate(model, round=0)
    assert result.numbers["conditional_accuracy"].mean < 0.5
    assert result.numbers["real_accuracy"].mean > 0.6
    assert "the classifier is right about" in result.remarks[0]
    folder = evaluator._folder
    assert (folder / "neighbours.png").exists()
    (classifier,) = folder.glob("classifier-*.keras")
    before = classifier.read_bytes()
    again, _ = evaluator_of(digits, *overrides)
    assert again.protocol == result.protocol
    assert classifier.read_bytes() == before
    given = f"evaluate.features={{classifier: {{file: {classifier}}}}}"
    other, _ = evaluator_of(digits, given, name="other")
    assert other.protocol == result.protocol
    larger = digits.replace("{dense: {units: 64, activation: tanh}}, {reshape: [8, 8, 1]}", ANY_SIZE)
    wrong, _ = evaluator_of(larger, given, "data.resize=[16, 16]", name="larger")
    with pytest.raises(FeatureError, match="takes images of 8x8x1, and these are 16x16x1"):
        _ = wrong.protocol


@pytest.mark.parametrize(
    ("spec", "metrics"),
    [
        ("gan-ring.yaml", "modes, sliced_wasserstein, fid, density_coverage"),
        ("ctgan-penguins.yaml", "marginals, pairs, privacy, fid"),
        ("text-names.yaml", "n_grams"),
        ("timegan-autoregressive.yaml", "marginals, pairs, autocorrelation, kid"),
        ("cgan-digits.yaml", "ms_ssim, perceptual_path_length, intra_fid"),
        ("pix2pix-digits.yaml", "fid, density_coverage"),
        ("stylegan2-digits.yaml", "fid, perceptual_path_length"),
    ],
)
def test_every_kind_of_samples(
    specs: Path, compile_to: Callable[..., Path], spec: str, metrics: str, tmp_path: Path
) -> None:
    from gancompile.compiler import compile_file
    from gancompile.runtime.evaluation import Evaluator
    from gancompile.runtime.export.game_model import drawing_model
    from gancompile.runtime.program import make_game, read_program
    from gancompile.spec import Spec

    overrides = (f"evaluate.metrics=[{metrics}]", "evaluate.samples=120", "evaluate.reals=130")
    folder = Spec(compile_file(specs / spec, overrides=overrides)).write(tmp_path / "built")
    program = read_program(folder)
    result = Evaluator(program, folder=folder).evaluate(drawing_model(make_game(program), program), round=0)
    assert not result.problems
    assert np.isfinite([one.mean for one in result.numbers.values()]).all()
    assert json.dumps(sorted(result.numbers))


def test_sounds_have_a_spectrum(sounds: Path, specs: Path, tmp_path: Path) -> None:
    from gancompile.compiler import compile_file
    from gancompile.runtime.evaluation import Evaluator
    from gancompile.runtime.export.game_model import drawing_model
    from gancompile.runtime.program import make_game, read_program
    from gancompile.spec import Spec

    overrides = (
        f"data.source.audio.folder={sounds}", "params.d=2", "data.batch=4", "evaluate.samples=16",
        "evaluate.metrics=[fid, kid, autocorrelation]",
    )  # fmt: skip
    folder = Spec(compile_file(specs / "wavegan.yaml", overrides=overrides)).write(tmp_path / "built")
    program = read_program(folder)
    evaluator = Evaluator(program, folder=folder)
    result = evaluator.evaluate(drawing_model(make_game(program), program), round=0)
    assert not result.problems
    assert result.protocol.features["network"] == "log_mel"
    assert result.numbers["fid"].mean > 0
