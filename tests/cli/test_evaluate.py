"""`gancompile evaluate` and `train-classifier`, as they are called."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gancompile.cli import main
from gancompile.compiler import compile_text
from gancompile.spec import Spec

SPEC = """
gancompile: 1
name: measured
data: {source: digits, range: [-1, 1], batch: 32}
networks:
  generator: {inputs: {z: [8]}, layers: [{dense: {units: 64, activation: tanh}}, {reshape: [8, 8, 1]}]}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: 16}, leaky_relu, {dense: 1}]}
game: {objective: non_saturating}
schedule: [{steps: 3}]
"""
FEW = ("--samples", "60", "--set", "evaluate.reals=80", "--metrics", "fid,precision_recall", "--repeats", "2")


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short build."""
    folder = tmp_path_factory.mktemp("build") / "measured"
    Spec(compile_text(SPEC)).build(folder)
    return folder


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(one) for one in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.mark.slow
def test_numbers_are_printed_with_their_protocol(build: Path, run: Run) -> None:
    code, out, _ = run("evaluate", build, *FEW)
    assert code == 0
    assert [line.split()[0] for line in out.splitlines() if "is better" in line] == ["fid", "precision", "recall"]
    assert "±" in out
    assert "protocol " in out
    assert "80 real examples of `image`" in out
    assert "<h2>Evaluation</h2>" in (build / "report.html").read_text()
    code, out, err = run("evaluate", build, *FEW, "--samples", "70")
    assert "do not compare with these: what differs is samples" in err


@pytest.mark.slow
def test_json_and_several_builds(build: Path, run: Run) -> None:
    code, out, _ = run("evaluate", build, build, *FEW, "--json")
    (first, second) = json.loads(out)
    assert code == 0
    assert first["numbers"]["fid"] == second["numbers"]["fid"]
    assert first["protocol_sha256"] == second["protocol_sha256"]
    code, out, _ = run("evaluate", build, build, *FEW)
    assert "mean and standard deviation of 2 builds" in out


@pytest.mark.slow
def test_statistics_are_written(build: Path, run: Run, tmp_path: Path) -> None:
    code, _, _ = run("evaluate", build, *FEW, "--write-statistics", tmp_path / "s.npz")
    assert code == 0
    with np.load(tmp_path / "s.npz") as file:
        assert file["sigma"].shape == (len(file["mu"]),) * 2
    code, out, _ = run("evaluate", build, *FEW, "--set", f"evaluate.statistics={tmp_path / 's.npz'}")
    assert code == 0
    assert "moments of the data: a file" in out


def test_a_wrong_metric_is_a_diagnostic(build: Path, run: Run) -> None:
    code, _out, err = run("evaluate", build, "--metrics", "fdi")
    assert code == 1
    assert "there is no metric `fdi`" in err
    assert "did you mean `fid`?" in err
    code, _, err = run("evaluate", build, "--metrics", "modes")
    assert code == 1
    assert "GC1002" in err


@pytest.mark.slow
def test_statistics_without_features(build: Path, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "s.npz"
    code, _, err = run("evaluate", build, *FEW, "--metrics", "ms_ssim", "--write-statistics", path)
    assert (code, "no metric here needs features" in err) == (3, True)


def test_wrong_usage(build: Path, run: Run, tmp_path: Path) -> None:
    assert run("evaluate", tmp_path)[0] == 2
    code, _, err = run("evaluate", build, build, "--write-statistics", "s.npz")
    assert (code, "is of one build" in err) == (2, True)
    code, _, err = run("evaluate", build, "--set", "data.batch=3")
    assert (code, "it replaces values under `evaluate.`" in err) == (2, True)
    code, _, err = run("train-classifier", tmp_path, "-o", tmp_path / "c.keras")
    assert (code, "is no build's folder" in err) == (2, True)
    code, _, err = run("train-classifier", build, "-o", tmp_path / "c.h5")
    assert (code, "it ends in .keras" in err) == (2, True)


@pytest.mark.slow
def test_a_round_that_is_not_there(build: Path, run: Run) -> None:
    code, _, err = run("evaluate", build, *FEW, "--at", "2000")
    assert (code, "holds no checkpoint after round 2,000" in err) == (3, True)
    code, _, err = run("evaluate", build, *FEW, "--at", "best")
    assert (code, "does not say by which number a round is best" in err) == (3, True)


@pytest.mark.slow
def test_a_classifier_is_trained_and_used(
    build: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gancompile.runtime.evaluation.features.classifier.usual_rounds", lambda number: 60)
    code, out, _ = run("train-classifier", build, "-o", tmp_path / "c.keras")
    assert code == 0
    assert "held-out examples of 10 classes" in out
    features = f"{{classifier: {{file: {tmp_path / 'c.keras'}}}}}"
    code, out, _ = run("evaluate", build, *FEW, "--features", features, "--metrics", "inception_score")
    assert code == 0
    assert "inception_score" in out
    (tmp_path / "broken.keras").write_bytes(b"nothing")
    code, _, err = run("evaluate", build, *FEW, "--features", features.replace("c.keras", "broken.keras"))
    assert (code, "is no classifier of `gancompile train-classifier`" in err) == (3, True)


@pytest.mark.slow
def test_data_without_labels_train_no_classifier(run: Run, specs: Path, tmp_path: Path) -> None:
    code, _, err = run("train-classifier", specs / "gan-ring.yaml", "-o", tmp_path / "c.keras")
    assert (code, "the examples are no images" in err) == (3, True)


@pytest.mark.slow
def test_data_that_have_changed_since_the_training_are_told(run: Run, tmp_path: Path) -> None:
    """And are part of the protocol."""
    np.savetxt(
        tmp_path / "points.csv",
        np.random.default_rng(0).normal(size=(300, 2)),
        delimiter=",",
        header="a,b",
        comments="",
    )
    text = """
gancompile: 1
name: points
data: {source: {csv: {file: points.csv}}, batch: 16}
networks:
  generator: {inputs: {z: [2]}, layers: [{dense: 2}]}
  discriminator: {inputs: {x: [2]}, layers: [{dense: 1}]}
game: {objective: non_saturating}
schedule: [{steps: 2}]
"""
    folder = tmp_path / "built"
    Spec(compile_text(text, folder=tmp_path)).build(folder)
    few = ("--samples", 50, "--metrics", "fid", "--repeats", 1)
    _, before, err = run("evaluate", folder, *few)
    assert "has changed" not in err
    with (tmp_path / "points.csv").open("a") as file:
        file.write("1.0,2.0\n")
    code, after, err = run("evaluate", folder, *few)
    assert code == 0
    assert "the data has changed since" in err
    assert "points.csv" in err
    assert "what differs is" in err
    protocols = [next(line for line in out.splitlines() if line.startswith("  protocol")) for out in (before, after)]
    assert protocols[0] != protocols[1]


@pytest.mark.slow
def test_other_metrics_of_a_build_that_waited_for_some(run: Run, tmp_path: Path) -> None:
    """What the training ended by, and chose its best round by, is no matter of a later look."""
    text = SPEC.replace("schedule: [{steps: 3}]", "schedule: [{steps: 3, until: {metric: fid, below: 0.001}}]")
    text += "evaluate: {every: {rounds: 2}, metrics: [fid], samples: 30, reals: 40, best: fid, repeats: 1}\n"
    folder = tmp_path / "built"
    Spec(compile_text(text)).build(folder)
    code, out, _ = run("evaluate", folder, "--metrics", "precision_recall", "--at", "best")
    assert code == 0
    assert "precision" in out
