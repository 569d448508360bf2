"""The files for other servers: valid in their own languages, and, where a server is a Python package, really run."""

from __future__ import annotations

import ast
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from gancompile.compiler import compile_text
from gancompile.deployment import DeploymentError, configure, read_exported_model, targets
from gancompile.spec import Spec

SPEC = """\
gancompile: 1
name: my_tiny-gan
data: {source: digits, range: [-1, 1], batch: 8}
networks:
  generator:
    inputs: {z: [6], y: data.label}
    layers:
      - {embedding: {input_dim: 10, output_dim: 3}, from: y, name: kind}
      - {concatenate: , from: [z, kind]}
      - {dense: {units: 64, activation: tanh}}
      - {reshape: [8, 8, 1], name: image}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: 1}]}
game:
  draws: {x: {data: image}, y: {data: label}, z: {normal: [6]}}
  players:
    discriminator: {minimize: "E[discriminator(generator(z, y))] - E[discriminator(x)]"}
    generator: {minimize: "-E[discriminator(generator(z, y))]"}
schedule: [{steps: 1}]
"""
WORDS = {
    "tensorflow-serving": ("/models/my_tiny-gan", "max_batch_size"),
    "triton": ('name: "my_tiny-gan"', "dims: [6]", "TYPE_FP32", "dynamic_batching"),
    "kserve": ("my-tiny-gan", "s3://models/tiny"),
    "hugging-face": (
        "library_name: tensorflow",
        "# my_tiny-gan",
        "label=tf.constant([0], tf.int32)",
        "| `sample_png` |",
    ),
    "docker": ("tensorflow/serving", "MODEL_NAME=my_tiny-gan"),
    "ray-serve": ("MyTinyGan", "serve.batch"),
    "bentoml": ("MyTinyGan", "batchable=True"),
}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from gancompile.runtime.export.formats.saved_model import export
    from gancompile.runtime.program import make_game, read_program

    folder = tmp_path_factory.mktemp("build") / "tiny"
    compilation = compile_text(SPEC)
    assert not compilation.failed, compilation.diagnostics
    Spec(compilation).write(folder)
    program = read_program(folder)
    export(make_game(program), program, folder / "saved_model", version=1)
    (folder / "onnx" / "1").mkdir(parents=True)
    (folder / "onnx" / "1" / "serving_default.onnx").write_bytes(b"stands for a model")
    return folder


def made(build: Path, target: str, folder: Path) -> dict[str, str]:
    model = read_exported_model(build)
    assert model is not None
    configuration = configure(targets()[target], model, folder, storage="s3://models/tiny")
    assert configuration.after
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in configuration.files}


@pytest.mark.parametrize("target", list(targets()))
def test_the_files_of_a_target_name_the_model_and_are_valid(build: Path, target: str, tmp_path: Path) -> None:
    files = made(build, target, tmp_path)
    for word in WORDS[target]:
        assert any(word in text for text in files.values()), word
    for name, text in files.items():
        assert "{{" not in text or name.endswith(".py")
        if name.endswith(".py"):
            ast.parse(text)
        if name.endswith(".yaml"):
            assert yaml.safe_load(text)["kind"] == "InferenceService"
        if name.endswith((".config", ".pbtxt")):
            assert text.count("{") == text.count("}")


def test_triton_wants_an_onnx_export(build: Path, tmp_path: Path) -> None:
    shutil.copytree(build / "saved_model", tmp_path / "tiny" / "saved_model")
    model = read_exported_model(tmp_path / "tiny")
    assert model is not None
    with pytest.raises(DeploymentError, match="holds no onnx export, which triton wants: `gancompile export"):
        configure(targets()["triton"], model, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str], folder: Path, address: str, body: Any) -> Iterator[None]:
    """A server, from the moment on at which it answers."""
    environment = {
        **os.environ,
        "RAY_USAGE_STATS_ENABLED": "0",
        "BENTOML_DO_NOT_TRACK": "True",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    log = (folder / "log.txt").open("w")
    server = subprocess.Popen(
        command, cwd=folder, stdout=log, stderr=subprocess.STDOUT, env=environment, start_new_session=True
    )
    try:
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline and server.poll() is None:
            with contextlib.suppress(OSError):
                if post(address, body)[0] == 200:
                    break
            time.sleep(1)
        else:
            raise AssertionError((folder / "log.txt").read_text()[-3000:])
        yield
    finally:
        os.killpg(server.pid, signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        log.close()


def post(address: str, body: Any) -> tuple[int, Any]:
    request = urllib.request.Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, None


def check_server(build: Path, address: str, wrap: Any) -> None:
    """The pixels of the model under a bounded load, and 400 for what no class has."""
    import tensorflow as tf

    loaded = tf.saved_model.load(str(build / "saved_model" / "1"))
    seeds = list(range(48))
    labels = [seed % 10 for seed in seeds]
    expected = loaded.signatures["sample"](seeds=tf.constant(seeds, tf.int64), label=tf.constant(labels))[
        "image"
    ].numpy()
    rows = [{"seeds": seed, "label": label} for seed, label in zip(seeds, labels, strict=True)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda row: post(address, wrap([row])), rows))
    assert [status for status, _ in answers] == [200] * len(rows)
    np.testing.assert_array_equal([answer[0]["image"] for _, answer in answers], expected)
    for wrong in (
        [{"seeds": 1, "label": 10}],
        [{"seeds": 1, "label": -1}],
        [{"seeds": 1}],
        [{"seeds": "a", "label": 1}],
    ):
        assert post(address, wrap(wrong))[0] == 400, wrong


@pytest.mark.slow
def test_ray_serve_runs_the_application(build: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray.serve")
    made(build, "ray-serve", tmp_path)
    port = free_port()
    script = "from ray import serve; import app, time; serve.start(http_options={'port': %d}); serve.run(app.app); time.sleep(600)"
    address = f"http://127.0.0.1:{port}/"
    with running([sys.executable, "-c", script % port], tmp_path, address, [{"seeds": 1, "label": 1}]):
        check_server(build, address, lambda rows: rows)


@pytest.mark.slow
def test_bentoml_runs_the_service(build: Path, tmp_path: Path) -> None:
    pytest.importorskip("bentoml")
    made(build, "bentoml", tmp_path)
    port = free_port()
    command = [sys.executable, "-m", "bentoml", "serve", "service:MyTinyGan", "-p", str(port)]
    address = f"http://127.0.0.1:{port}/sample"
    with running(command, tmp_path, address, {"rows": [{"seeds": 1, "label": 1}]}):
        check_server(build, address, lambda rows: {"rows": rows})
