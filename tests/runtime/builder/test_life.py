"""The life of a build: changed, continued, killed, rolled back, without ever losing what was trained."""

from __future__ import annotations

import json
import os
import random
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gancompile.cli import main
from gancompile.folder import CheckpointFiles, list_checkpoints
from gancompile.runtime.training import CheckpointValues

SPEC = """
gancompile: 1
name: life
data: {source: digits, range: [-1, 1], batch: 16}
networks:
  generator: {inputs: {z: [8]}, layers: [{dense: {units: 64, activation: tanh}}, {reshape: [8, 8, 1]}]}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: {units: 16, activation: relu}}, {dense: 1}]}
game: {objective: non_saturating, optimizer: {adam: {learning_rate: 2e-4, beta_1: 0.5}}}
schedule: [{steps: 20}]
"""

# All that has a state: dropout, an average, augmentation, a number that the game carries, a pool, a lazy penalty, phases.
EVERYTHING = """
gancompile: 1
name: everything
data: {source: digits, range: [-1, 1], batch: 16}
networks:
  generator:
    inputs: {z: [8]}
    layers:
      - dense: {units: 64, use_bias: false}
      - batch_normalization
      - leaky_relu
      - dropout: 0.2
      - dense: {units: 64, activation: tanh}
      - reshape: [8, 8, 1]
  discriminator:
    inputs: {x: data.image}
    layers: [flatten, {dense: 32}, leaky_relu, {dropout: 0.3}, {dense: 1}]
game:
  draws: {x: {data: image}, z: {normal: [8]}}
  let: {fake: generator(z), seen: "augment(x, translation)", shown: "augment(fake, translation)"}
  state: {p: {start: 0.2, update: "clip(p + 0.01 * sign(E[sign(discriminator(seen))] - 0.6), 0, 0.8)"}}
  players:
    discriminator:
      networks: [discriminator]
      minimize: E[softplus(-discriminator(seen))] + (1 + p) * E[softplus(discriminator(pool(shown, 50)))]
      regularize: [{r1: {"on": x, weight: 0.5, every: 4}}]
      optimizer: {adam: {learning_rate: 2e-4, beta_1: 0.5}}
    generator:
      networks: [generator]
      minimize: E[softplus(-discriminator(shown))]
      average: {decay: 0.99}
      optimizer: {adam: {learning_rate: 2e-4, beta_1: 0.5}}
schedule:
  - {phase: warm up, steps: 60, round: [{discriminator: 2}, {generator: 1}], until: {metric: generator_loss, patience: 8}}
  - {phase: main, steps: 140, batch: 32, round: [{discriminator: 1}, {generator: 1}]}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "life.yaml"
    path.write_text(SPEC)
    return path


def build(spec: Path, *more: str, out: str = "b") -> int:
    return main(["build", str(spec), "--out", str(spec.parent / out), "-q", *more])


def newest(folder: Path) -> CheckpointFiles:
    found = list_checkpoints(folder / "checkpoints")[0]
    assert isinstance(found, CheckpointFiles)
    return found


def values(folder: Path) -> dict[str, Any]:
    """All that the newest checkpoint of a build holds."""
    read = CheckpointValues(newest(folder))
    return {name: read[name] for name in read.shapes}


def assert_same(one: Path, other: Path) -> None:
    a, b = values(one), values(other)
    assert newest(one).round == newest(other).round
    assert a.keys() == b.keys()
    for name, value in a.items():
        np.testing.assert_array_equal(value, b[name], err_msg=name)


def trained_files(folder: Path) -> dict[str, bytes]:
    """The weights that a build holds: checkpoints, exports and networks, wherever they are below the folder."""
    kept = ("checkpoints", "saved_model")
    return {
        path.name: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
        and any(part in kept for part in path.parts)
        and path.suffix in {".index", ".data-00000-of-00001"}
    }


def test_a_longer_schedule_goes_on_as_if_it_had_been_so_from_the_beginning(spec: Path) -> None:
    assert build(spec) == 0
    before = trained_files(spec.parent / "b")
    assert build(spec, "--set", "schedule.0.steps=30") == 0
    assert build(spec, "--set", "schedule.0.steps=30", out="whole") == 0
    assert_same(spec.parent / "b", spec.parent / "whole")
    assert before.keys() <= trained_files(spec.parent / "b").keys()
    assert sorted(path.name for path in (spec.parent / "b" / "saved_model").iterdir()) == ["1", "2"]
    lineage = json.loads((spec.parent / "b" / "manifest.json").read_text())["lineage"]
    assert [(leg["rounds"], leg["how"]) for leg in lineage] == [([0, 20], "begun"), ([20, 30], "extended")]
    assert all((spec.parent / "b" / leg["spec"]).exists() for leg in lineage)


def test_an_appended_phase_with_a_rate_of_its_own_is_exact(spec: Path) -> None:
    phases = "schedule=[{steps: 20}, {steps: 10, set: {game.players.*.optimizer.adam.learning_rate: 1e-5}}]"
    assert build(spec) == 0
    assert build(spec, "--set", phases) == 0
    assert build(spec, "--set", phases, out="whole") == 0
    assert_same(spec.parent / "b", spec.parent / "whole")


def test_words_train_nothing_and_export_nothing(spec: Path) -> None:
    assert build(spec) == 0
    before = values(spec.parent / "b")
    assert build(spec, "--set", "description=hello") == 0
    assert [path.name for path in (spec.parent / "b" / "saved_model").iterdir()] == ["1"]
    assert "hello" in (spec.parent / "b" / "spec.lock.yaml").read_text()
    assert "hello" in (spec.parent / "b" / "report.html").read_text()
    np.testing.assert_equal(values(spec.parent / "b"), before)


def test_another_export_is_another_version(spec: Path) -> None:
    assert build(spec) == 0
    assert build(spec, "--set", "export={generator: generator}") == 0
    assert sorted(path.name for path in (spec.parent / "b" / "saved_model").iterdir()) == ["1", "2"]


def test_a_refusal_changes_nothing_and_names_the_ways_on(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(spec) == 0
    before = {
        path: path.read_bytes() for path in (spec.parent / "b").rglob("*") if path.is_file() and path.name != ".lock"
    }
    assert build(spec, "--set", "game.objective=hinge", "--set", "schedule.0.steps=40") == 1
    error = capsys.readouterr().err
    assert "holds 20 rounds that were trained by another spec; nothing has been changed" in error
    assert "schedule.0.steps: 20 -> 40" in error
    assert all(wanted in error for wanted in ("--continue", "--fresh", "--out"))
    assert before == {
        path: path.read_bytes() for path in (spec.parent / "b").rglob("*") if path.is_file() and path.name != ".lock"
    }


def test_continue_keeps_the_weights_and_what_was_trained(spec: Path) -> None:
    assert build(spec) == 0
    before, weights = trained_files(spec.parent / "b"), values(spec.parent / "b")
    assert build(spec, "--set", "game.objective=hinge", "--set", "schedule.0.steps=21", "--continue") == 0
    after = values(spec.parent / "b")
    assert newest(spec.parent / "b").round == 21
    for name in ("generator/dense/kernel", "discriminator/dense/kernel"):
        assert 0 < np.abs(after[name] - weights[name]).max() < 1e-3, name
    assert after["players/generator/adam/iteration"] == 21
    assert before.items() <= trained_files(spec.parent / "b").items()


def test_fresh_begins_anew_and_moves_the_run(spec: Path) -> None:
    assert build(spec) == 0
    before = trained_files(spec.parent / "b")
    assert build(spec, "--seed", "5", "--fresh") == 0
    assert newest(spec.parent / "b").round == 20
    (moved,) = (spec.parent / "b" / "runs").iterdir()
    assert trained_files(moved).items() >= before.items()
    assert [path.name for path in (spec.parent / "b" / "saved_model").iterdir()] == ["2"]


def test_an_earlier_round_is_exported_and_sampled(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = spec.parent / "b"
    assert build(spec) == 0
    assert [one.round for one in list_checkpoints(folder / "checkpoints") if isinstance(one, CheckpointFiles)] == [
        20,
        18,
        16,
    ]
    assert main(["export", str(folder), "--at", "16"]) == 0
    assert main(["sample", str(folder), "--at", "16", "-n", "4", "-o", str(spec.parent / "a.npy")]) == 0
    assert main(["sample", str(folder), "-n", "4", "-o", str(spec.parent / "b.npy")]) == 0
    assert main(["sample", str(folder), "--at", "20", "-n", "4", "-o", str(spec.parent / "c.npy")]) == 0
    a, b, c = (np.load(spec.parent / f"{name}.npy") for name in "abc")
    np.testing.assert_array_equal(a, b)
    assert (a != c).any()
    capsys.readouterr()
    assert main(["export", str(folder), "--at", "11"]) == 3
    assert "it holds 16, 18, 20" in capsys.readouterr().err
    assert main(["export", str(spec.parent)]) == 2


def test_formats_of_the_spec_and_of_the_verb(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, elsewhere = spec.parent / "b", spec.parent / "published"
    assert build(spec, "--set", "export.formats=[saved_model, keras]") == 0
    made = json.loads((folder / "manifest.json").read_text())["exports"]
    assert [one["path"] for one in made] == ["saved_model/1", "keras/1"]
    capsys.readouterr()
    for version in "12":
        assert main(["export", str(folder), "--format", "litert", "--to", str(elsewhere)]) == 0
        printed = capsys.readouterr().out
        assert str(elsewhere / version) in printed
        assert "serving_default.tflite differs from Python by at most" in printed
        assert (elsewhere / version / "serving_default.tflite").exists()
    assert main(["export", str(folder), "--format", "litert", "--to", str(elsewhere), "--keep", "2"]) == 0
    assert "removed version 1: 2 are kept" in capsys.readouterr().out
    assert sorted(path.name for path in elsewhere.iterdir()) == ["2", "3"]
    assert main(["export", str(folder), "--to", str(elsewhere)]) == 3
    assert "holds versions of the format `litert`" in capsys.readouterr().err
    assert not (folder / "litert").exists()
    assert main(["export", str(folder), "--format", "litert", "--quantize", "float16"]) == 0
    assert main(["export", str(folder), "--format", "keras", "--quantize", "float16"]) == 2
    assert "`keras` has no `--quantize float16`; litert has" in capsys.readouterr().err
    assert main(["export", str(folder), "--to", str(spec)]) == 2
    assert build(spec, "--fresh") == 0
    assert not (folder / "litert").exists()
    (moved,) = (folder / "runs").iterdir()
    assert {"keras", "litert", "saved_model"} <= {path.name for path in moved.iterdir()}
    assert main(["export", str(folder), "--format", "litert"]) == 0
    assert (folder / "litert" / "2").exists()


def test_a_build_runs_only_what_it_has_written(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = spec.parent / "b"
    assert build(spec) == 0
    with (folder / "model.py").open("a") as file:
        file.write("raise SystemExit(99)\n")
    (folder / ".made-here").unlink()
    assert build(spec, "--set", "schedule.0.steps=22") == 0
    assert "raise" not in (folder / "model.py").read_text().splitlines()[-1]
    assert not (folder / ".made-here").exists(), "what else is in the folder may be of a stranger"
    capsys.readouterr()
    assert main(["export", str(folder)]) == 0
    assert "was not built by you on this machine, and its `model.py` runs" in capsys.readouterr().err
    assert main(["sample", str(folder), "-n", "2", "-o", str(spec.parent / "a.npy")]) == 0
    assert capsys.readouterr().err == ""


def test_a_network_of_a_build_is_where_another_begins(spec: Path) -> None:
    assert build(spec, "--set", "game.average={decay: 0.9}") == 0
    second = spec.parent / "second.yaml"
    for average in ("false", "true"):
        network = f"networks.generator={{load: {{build: {spec.parent}/b, network: generator, average: {average}, trainable: true}}}}"
        second.write_text(SPEC)
        assert build(second, "--no-train", "--set", network, out=f"from-{average}") == 0
        import keras

        name = "generator_average" if average == "true" else "generator"
        first = keras.saving.load_model(spec.parent / "b" / "networks" / f"{name}.keras")
        begun = keras.saving.load_model(spec.parent / f"from-{average}" / "networks" / "generator.keras")
        for one, other in zip(first.weights, begun.weights, strict=True):
            np.testing.assert_array_equal(np.array(one), np.array(other))


def test_a_build_that_is_not_there_is_a_diagnostic(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    network = "networks.generator={load: {build: nowhere, network: generator}}"
    assert main(["check", str(spec), "--set", network]) == 1
    assert "there is no finished build in" in capsys.readouterr().err


def test_two_builds_in_one_folder(spec: Path, root: Path) -> None:
    """The second is refused while the first is at work, with the number of its process."""
    command = [
        sys.executable,
        "-m",
        "gancompile",
        "build",
        str(spec),
        "--out",
        str(spec.parent / "b"),
        "--set",
        "schedule.0.steps=100000",
    ]
    first = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert first.stdout is not None
        next(line for line in first.stdout if line.startswith("training"))
        second = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        assert (second.returncode, f"process {first.pid}" in second.stderr) == (3, True), second.stderr
    finally:
        first.kill()
        first.wait()


def test_a_reader_that_goes_ends_no_training(spec: Path, root: Path) -> None:
    """As with `gancompile build SPEC | head -2`."""
    command = [sys.executable, "-m", "gancompile", "build", str(spec), "--out", str(spec.parent / "b"), "--json"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait() == 0
    assert newest(spec.parent / "b").round == 20


def test_a_loaded_critic_stays_as_it_is_when_a_build_goes_on(spec: Path) -> None:
    assert build(spec) == 0
    assert build(spec, "--seed", "3", out="other") == 0
    load = f"networks.discriminator={{load: {{build: {spec.parent}/other, network: discriminator}}}}"
    alone = "schedule=[{steps: 20}, {steps: 5, round: [{generator: 1}]}]"
    players = "game={draws: {z: {normal: [8]}}, players: {generator: {minimize: '-E[discriminator(generator(z))]'}}}"
    assert build(spec, "--set", load, "--set", players, "--set", alone, "--continue") == 0
    kept, first = values(spec.parent / "b"), values(spec.parent / "other")
    loaded = [value for name, value in kept.items() if name.startswith("discriminator/") and value.shape == (64, 16)]
    np.testing.assert_array_equal(loaded[0], first["discriminator/dense/kernel"])


BLOWN_UP = ("--set", "game.optimizer={sgd: {learning_rate: 1e30}}")


def test_a_game_that_blows_up_says_where_and_exports_nothing(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(spec, *BLOWN_UP) == 3
    error = capsys.readouterr().err
    assert re.search(
        r"error: `\w+`, of player `\w+`, is (nan|inf) after round \d+|`[\w/]+` is not finite after round \d+", error
    )
    assert "clip_gradients" in error
    assert not (spec.parent / "b" / "saved_model").exists()


def test_a_lower_rate_goes_on_from_the_last_good_checkpoint(spec: Path) -> None:
    """A loss that is not finite after some good rounds: the checkpoint before is whole, and another spec goes on from it."""
    late = "schedule=[{steps: 10}, {steps: 30, set: {game.players.*.optimizer.adam.learning_rate: 1e30}}]"
    assert build(spec, "--set", late) == 3
    assert newest(spec.parent / "b").round >= 10
    assert newest(spec.parent / "b").damage() is None
    weights = values(spec.parent / "b")
    assert all(np.isfinite(value).all() for value in weights.values())
    good = late.replace("1e30", "1e-5")
    assert build(spec, "--set", good, "--continue") == 0
    assert newest(spec.parent / "b").round == 40


def test_on_nan_rollback_goes_back_with_lower_rates(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steep = (
        "--set",
        "game.optimizer={sgd: {learning_rate: 1e5}}",
        "--set",
        "on_nan={rollback: {rate: 1e-4, times: 2}}",
    )
    assert build(spec, *steep) == 0
    assert "going back to the beginning, with 0.0001 of the learning rates" in capsys.readouterr().err
    state = values(spec.parent / "b")
    factor = float(state["rate_factor"])
    assert factor < 1
    np.testing.assert_allclose(state["players/generator/sgd/learning_rate"], 1e5 * factor, rtol=1e-5)


def test_on_nan_rollback_ends_after_so_many_times(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(spec, *BLOWN_UP, "--set", "on_nan={rollback: {rate: 0.5, times: 2}}") == 3
    assert "after going back 2 times with lower rates" in capsys.readouterr().err


def test_a_damaged_checkpoint_is_told_and_the_one_before_goes_on(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(spec) == 0
    path = spec.parent / "b" / "checkpoints" / "round_00000020.data-00000-of-00001"
    path.write_bytes(path.read_bytes()[:-1])
    assert build(spec, "--set", "schedule.0.steps=30") == 0
    assert "checkpoint round_00000020 is damaged" in capsys.readouterr().err
    assert build(spec, "--set", "schedule.0.steps=30", out="whole") == 0
    assert_same(spec.parent / "b", spec.parent / "whole")


def test_where_all_checkpoints_are_damaged_nothing_begins_at_round_0(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(spec) == 0
    for path in (spec.parent / "b" / "checkpoints").glob("*.index"):
        path.write_bytes(b"")
    assert build(spec, "--set", "schedule.0.steps=30") == 3
    assert "--fresh" in capsys.readouterr().err


@pytest.mark.slow
def test_a_build_that_is_killed_ends_with_the_same_weights(tmp_path: Path, root: Path) -> None:
    """SIGKILL at random moments, in processes of their own."""
    spec = tmp_path / "everything.yaml"
    spec.write_text(EVERYTHING)
    command = [sys.executable, "-m", "gancompile", "build", str(spec), "--json", "--out"]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    subprocess.run([*command, str(tmp_path / "whole")], env=environment, check=True, capture_output=True)
    for _ in range(2):
        process = subprocess.Popen(
            [*command, str(tmp_path / "killed")], env=environment, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        events = (json.loads(line)["event"] for line in process.stdout)
        for _ in range(random.randrange(2, 150)):
            if next(events, None) is None:
                break
        time.sleep(random.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        process.wait()
    subprocess.run([*command, str(tmp_path / "killed")], env=environment, check=True, capture_output=True)
    assert_same(tmp_path / "whole", tmp_path / "killed")


def limited(spec: Path, root: Path, before: str) -> str:
    """The error of a longer build in a process of its own, behind a command of the shell. It ends with exit code 3."""
    arguments = ["build", str(spec), "--out", str(spec.parent / "b"), "-q", "--set", "schedule.0.steps=40"]
    command = f"{before}; exec {shlex.join([sys.executable, '-m', 'gancompile', *arguments])}"
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(
        ["bash", "-c", command], env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 3, done.stderr[-1500:]
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("kilobytes", [8, 1, 60], ids=["checkpoints", "samples", "exports"])
def test_a_file_size_limit_keeps_what_was_written(spec: Path, root: Path, kilobytes: int) -> None:
    """The error says so, and without the limit the same command goes on."""
    assert build(spec) == 0
    assert "a file would be larger than the limit" in limited(spec, root, f"ulimit -f {kilobytes}")
    assert newest(spec.parent / "b").round >= 20
    assert newest(spec.parent / "b").damage() is None
    assert build(spec, "--set", "schedule.0.steps=40") == 0
    assert newest(spec.parent / "b").round == 40


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of half a megabyte."""
    folder = tmp_path / "b"
    folder.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)], capture_output=True, check=False
    ).returncode:
        pytest.skip("a file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_keeps_what_was_written(spec: Path, root: Path, small_disk: Path) -> None:
    error = limited(spec, root, "true")
    assert "the disk is full" in error
    assert "the same command goes on when there is room" in error
    assert newest(small_disk).damage() is None
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    assert build(spec, "--set", "schedule.0.steps=40") == 0
    assert newest(small_disk).round == 40
