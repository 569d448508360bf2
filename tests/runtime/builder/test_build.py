"""A build from end to end: what it leaves behind, what it does when it is stopped, what comes out of the SavedModel."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from gancompile.cli import main
from gancompile.folder import CheckpointFiles, list_checkpoints

Make = Callable[..., Any]


def run(*arguments: str, cwd: Path, **settings: Any) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, without the levels that the tests set."""
    environment = {k: v for k, v in os.environ.items() if k not in {"TF_CPP_MIN_LOG_LEVEL", "KERAS_BACKEND"}}
    root = str(Path(__file__).parents[3])
    environment["PYTHONPATH"] = root
    command = [sys.executable, "-m", "gancompile", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, **settings)


CONDITIONAL = """
gancompile: 1
name: small
data: {source: digits, range: [-1, 1], batch: 16}
networks:
  generator:
    inputs: {z: [4], y: data.label}
    layers:
      - embedding: {input_dim: 10, output_dim: 3}
        from: y
      - concatenate
        # the latent beside the label
      - dense: {units: 64, activation: tanh}
      - batch_normalization
      - dropout: 0.1
      - dense: {units: 64, activation: tanh}
      - reshape: [8, 8, 1]
        name: image
  discriminator:
    inputs: {x: data.image, y: data.label}
    layers:
      - embedding: {input_dim: 10, output_dim: 64}
        from: y
      - reshape: [8, 8, 1]
      - concatenate:
        from: [x, previous]
      - flatten
      - dense: 16
      - leaky_relu
      - dropout: 0.2
      - dense: {units: 1, activation: sigmoid}
        name: probability
game: {objective: non_saturating, average: {decay: 0.9}}
schedule: [{steps: 40, round: [{discriminator: 1}, {generator: 1}]}]
""".replace(
    "      - concatenate\n        # the latent beside the label\n",
    "      - concatenate:\n        from: [z, previous]\n",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished build of the conditional spec, made by the command line."""
    folder = tmp_path_factory.mktemp("work")
    (folder / "small.yaml").write_text(CONDITIONAL)
    done = run("build", "small.yaml", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "WARNING" not in done.stdout
    return folder / "build" / "small"


def test_what_a_build_leaves(built: Path) -> None:
    names = {path.name for path in built.iterdir()}
    assert names == {
        ".lock", ".made-here", "build.json", "checkpoints", "logs", "manifest.json", "model.py", "networks", "program.json", "report.html",
        "samples", "saved_model", "spec.lock.yaml",
    }  # fmt: skip
    manifest = json.loads((built / "manifest.json").read_text())
    assert manifest["rounds"] == 40
    assert {"gancompile", "tensorflow", "keras"} <= manifest["versions"].keys()
    assert len(list((built / "samples").glob("round_*.png"))) == 11
    records = [json.loads(line) for line in (built / "logs" / "records.jsonl").read_text().splitlines()]
    assert [record["round"] for record in records] == list(range(1, 41))
    assert {"generator_loss", "discriminator_gradient_norm", "D(x)", "D(G(z))"} <= records[-1].keys()


def test_the_report_opens_offline(built: Path) -> None:
    page = (built / "report.html").read_text()
    assert re.findall(r"""(?:src|href)=["'](?!data:|#)([^"']*)""", page) == ["samples/progress.webp"]
    assert page.count("data:image/png") == 11
    assert [page.count(f'<span title="{label}">{label}</span>') for label in range(10)] == [1] * 10
    assert "maximize: " in page
    assert "tensorflow" in page
    assert "data-refresh-seconds" not in page


def test_samples_over_time_are_an_animation(built: Path) -> None:
    with Image.open(built / "samples" / "progress.webp") as animation:
        assert animation.n_frames == 11


def test_tensorboard_has_losses_norms_and_images(built: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    log = EventAccumulator(str(built / "logs"), size_guidance={"tensors": 0})
    log.Reload()
    tags = set(log.Tags()["tensors"])
    assert {
        "losses/generator_loss",
        "losses/discriminator_loss",
        "gradient_norms/generator_gradient_norm",
        "samples",
    } <= tags


def test_a_second_run_has_nothing_to_do(built: Path) -> None:
    before = (built / "manifest.json").stat().st_mtime_ns
    done = run("build", "small.yaml", cwd=built.parent.parent)
    assert done.returncode == 0
    assert "up to date" in done.stdout
    assert (built / "manifest.json").stat().st_mtime_ns == before


def test_sample_writes_pictures_and_arrays(built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same seed draws the same samples in this process and in another one, whose output is clean."""
    arguments = ("sample", str(built), "-n", "12", "--seed", "7", "--label", "3", "-o")
    done = run(*arguments, "a.npy", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    for name in ("grid.png", "b.npy"):
        assert main([*arguments, str(tmp_path / name)]) == 0
    a, b = np.load(tmp_path / "a.npy"), np.load(tmp_path / "b.npy")
    assert (a.shape, a.dtype) == ((12, 8, 8, 1), np.uint8)
    np.testing.assert_array_equal(a, b)
    assert (tmp_path / "grid.png").read_bytes().startswith(b"\x89PNG")
    assert capsys.readouterr().err == ""


def test_a_wrong_request_for_samples_is_an_error(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = str(tmp_path / "x.png")
    assert main(["sample", str(built), "-o", picture]) == 2
    assert "--label" in capsys.readouterr().err
    wrong = run("sample", str(built), "--label=-1", "-o", "x.png", cwd=tmp_path)
    assert (wrong.returncode, wrong.stderr) == (2, "error: `label` has no class `-1`; they are numbers from 0 to 9\n")
    assert main(["sample", str(built), "--label=10", "-o", picture]) == 2
    assert capsys.readouterr().err == "error: label must be from 0 to 9, and `10` is none of them\n"
    assert main(["sample", str(built), "--label", "1", "-o", str(tmp_path / "x.txt")]) == 2
    assert main(["sample", str(built), "--label", "1", "-o", str(tmp_path / "no" / "x.png")]) == 2
    assert main(["sample", str(tmp_path), "-o", picture]) == 3
    assert not list(tmp_path.iterdir())


def test_signatures_answer_any_batch(built: Path) -> None:
    import tensorflow as tf

    loaded = tf.saved_model.load(str(built / "saved_model" / "1"))
    own = {"serving_default", "discriminate", "generate", "sample", "latents"}
    assert set(loaded.signatures) == own | {"serving_default_png", "discriminate_png", "sample_png"}
    generate, label = loaded.signatures["generate"], tf.constant([5])
    five = generate(num=tf.constant(5), seed=tf.constant(9, tf.int64), label=label)["image"].numpy()
    three = generate(num=tf.constant(3), seed=tf.constant(9, tf.int64), label=label)["image"].numpy()
    np.testing.assert_array_equal(five[:3], three)
    assert generate(num=tf.constant(0), seed=tf.constant(9, tf.int64), label=label)["image"].shape == (0, 8, 8, 1)
    with pytest.raises(tf.errors.InvalidArgumentError, match="label must hold one example for all, or `num` of them"):
        generate(num=tf.constant(3), seed=tf.constant(9, tf.int64), label=tf.constant([1, 2]))
    for batch in (1, 3, 64):
        z, y = tf.random.stateless_normal([batch, 4], [0, 1]), tf.zeros([batch], tf.int32)
        image = loaded.signatures["serving_default"](z=z, y=y)["image"]
        assert image.shape == (batch, 8, 8, 1)
        probability = loaded.signatures["discriminate"](x=image, y=y)["probability"].numpy()
        assert ((probability > 0) & (probability < 1)).all()


def test_it_answers_without_keras_and_gancompile(built: Path, tmp_path: Path) -> None:
    """In a folder of packages that holds everything but them."""
    packages = Path(sysconfig.get_path("purelib"))
    for path in packages.iterdir():
        if not path.name.startswith(("keras", "gancompile", "__editable__", "_gancompile")):
            (tmp_path / path.name).symlink_to(path)
    script = (
        "import sys, tensorflow as tf\n"
        "loaded = tf.saved_model.load(sys.argv[1])\n"
        "made = loaded.signatures['generate'](num=tf.constant(4), seed=tf.constant(1, tf.int64), label=tf.constant([2]))\n"
        "assert made['image'].shape == (4, 8, 8, 1)\n"
        "assert not {'keras', 'gancompile'} & set(sys.modules), 'imported'\n"
    )
    command = [sys.executable, "-S", "-c", script, str(built / "saved_model" / "1")]
    done = subprocess.run(
        command,
        env={"PYTHONPATH": str(tmp_path), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_litert_gives_the_same_numbers(built: Path) -> None:
    """A second loader: its converter brings variables that are not really in the SavedModel to light as NaN."""
    import tensorflow as tf

    path = str(built / "saved_model" / "1")
    converter = tf.lite.TFLiteConverter.from_saved_model(path, signature_keys=["serving_default"])
    runner = tf.lite.Interpreter(model_content=converter.convert()).get_signature_runner("serving_default")
    z, y = np.random.default_rng(0).normal(size=(1, 4)).astype(np.float32), np.array([4], np.int32)
    expected = tf.saved_model.load(path).signatures["serving_default"](z=tf.constant(z), y=tf.constant(y))["image"]
    np.testing.assert_allclose(runner(z=z, y=y)["image"], expected, atol=1e-5)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("g++") is None, reason="there is no g++ to build a C++ client with")
def test_the_cpp_loader_gives_the_same_bytes(built: Path, tmp_path: Path, root: Path) -> None:
    """TensorFlow's C++ loader is what TensorFlow Serving runs."""
    import tensorflow as tf

    home = Path(tf.__file__).parent
    binary = tmp_path / "generate"
    subprocess.run(
        ["g++", "-O0", "-w", str(root / "examples" / "generate.cc"), "-o", str(binary), f"-I{home / 'include'}",
         "-D_GLIBCXX_USE_CXX11_ABI=1", "--std=c++17", "-DEIGEN_MAX_ALIGN_BYTES=64", f"-L{home}", "-Wl,--no-as-needed",
         "-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2", f"-Wl,-rpath,{home}"], check=True,
    )  # fmt: skip
    path = built / "saved_model" / "1"
    done = subprocess.run(
        [str(binary), str(path), "6", "11", "3", str(tmp_path / "images.bin")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    generate = tf.saved_model.load(str(path)).signatures["generate"]
    expected = generate(num=tf.constant(6), seed=tf.constant(11, tf.int64), label=tf.constant([3]))["image"].numpy()
    np.testing.assert_array_equal(np.fromfile(tmp_path / "images.bin", np.uint8).reshape(expected.shape), expected)


def test_an_interrupted_build_goes_on_exactly(tmp_path: Path, built: Path) -> None:
    """Ctrl-C leaves a checkpoint, a report and the command to resume."""
    (tmp_path / "small.yaml").write_text(CONDITIONAL.replace("steps: 40", "steps: 4000"))
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, "-m", "gancompile", "build", "small.yaml", "--json"]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line)["event"] == "progressed":
            process.send_signal(signal.SIGINT)
            break
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130, errors
    assert "to go on: gancompile build small.yaml" in errors
    newest = list_checkpoints(tmp_path / "build" / "small" / "checkpoints")[0]
    assert isinstance(newest, CheckpointFiles)
    assert 0 < newest.round < 4000
    assert (tmp_path / "build" / "small" / "report.html").exists()


def test_resume_is_exact(make_game: Make, compile_to: Make, tmp_path: Path) -> None:
    """Twelve rounds in one go and in two are the same to the last bit: weights, optimizers, averages, dropout, data."""
    import tensorflow as tf

    from gancompile.runtime.data import batches
    from gancompile.runtime.program import make_game as make
    from gancompile.runtime.program import read_program
    from gancompile.runtime.training import CheckpointStore, many_rounds

    tf.config.experimental.enable_op_determinism()
    program = read_program(compile_to(CONDITIONAL))

    def play(game: Any, start: int, rounds: int) -> None:
        data = batches({**program.data, "parts": 2}, seed=0, start=start)
        many_rounds(game.train_step, data.element_spec)(iter(data), rounds)

    whole, first, second = make(program), make(program), make(program)
    play(whole, 0, 12)
    play(first, 0, 5)
    saved = CheckpointStore(tmp_path / "c", first).save()
    CheckpointStore(tmp_path / "c", second).restore(saved)
    play(second, 5, 7)
    for a, b in zip(whole.state(), second.state(), strict=True):
        np.testing.assert_array_equal(np.array(a), np.array(b))


def test_no_train_exports_the_first_weights(tmp_path: Path, specs: Path) -> None:
    done = run(
        "build",
        str(specs / "gan-ring.yaml"),
        "--no-train",
        "--out",
        "here",
        "-q",
        "--set",
        "params.width=8",
        "--seed",
        "5",
        cwd=tmp_path,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads((tmp_path / "here" / "manifest.json").read_text())["rounds"] == 0
    assert main(["sample", str(tmp_path / "here"), "-n", "5", "-o", str(tmp_path / "points.csv")]) == 0
    assert np.loadtxt(tmp_path / "points.csv", delimiter=",").shape == (5, 2)


def test_a_loss_that_is_no_number_stops_the_training(tmp_path: Path, specs: Path) -> None:
    override = "game.optimizer={sgd: {learning_rate: 1e30}}"
    done = run("build", str(specs / "gan-ring.yaml"), "--set", override, "--set", "schedule.0.steps=200", cwd=tmp_path)
    assert done.returncode == 3
    assert "after round" in done.stderr
    assert "Traceback" not in done.stderr


def test_model_py_trains_by_itself(built: Path) -> None:
    """As in the README: with `fit`, on the build's own data."""
    script = (
        "import json, model\n"
        "from gancompile.runtime.data import batches\n"
        "game = model.Small()\n"
        "data = batches(json.load(open('program.json'))['data'] | {'parts': 2}, seed=0)\n"
        "game.fit(data, steps_per_epoch=3, epochs=2, verbose=0)\n"
        "assert game.rounds_played == 6\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    subprocess.run([sys.executable, "-c", script], cwd=built, env=environment, check=True)


def test_the_python_door(tmp_path: Path, specs: Path) -> None:
    import keras

    import gancompile

    spec = gancompile.load(specs / "gan-ring.yaml", set=["params.width=8", "schedule.0.steps=3"], seed=2)
    assert spec.name == "gan-ring"
    assert "class GanRing(Game)" in spec.emit()
    assert isinstance(spec.compile(tmp_path / "a"), keras.Model)
    assert int(spec.build(tmp_path / "b").round) == 3
    with pytest.raises(gancompile.SpecError, match="GC0202"):
        gancompile.load(specs / "gan-ring.yaml", set=["data.bacth=3"])
