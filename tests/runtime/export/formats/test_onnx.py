"""The ONNX exporter."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.export import ExportError, exporters, format_packages
from gancompile.runtime.export.convertible import Convertible
from gancompile.runtime.export.formats import onnx as exporter
from gancompile.runtime.export.signature import SignatureInput

pytest.importorskip("tf2onnx")
onnxruntime = pytest.importorskip("onnxruntime")

NOISY = """
gancompile: 1
name: noisy
data: {source: digits, range: [-1, 1]}
networks:
  generator:
    inputs: {z: [8], y: data.label}
    layers:
      - {embedding: {input_dim: 10, output_dim: 8}, from: y, name: digit}
      - {concatenate: {}, from: [z, digit]}
      - dense: 64
      - reshape: [8, 8, 1]
      - {noise_injection: {}, name: grain}
      - noise_injection
      - {activation: tanh, name: image}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: 1, name: score}]}
game:
  draws: {x: {data: image}, y: {data: label}, z: {uniform: [8]}}
  let: {fake: "generator(z, y)"}
  players:
    discriminator: {minimize: "E[relu(1 - discriminator(x))] + E[relu(1 + discriminator(fake))]"}
    generator: {minimize: "-E[discriminator(fake)]"}
"""


def one(function: Callable[..., Any], *shapes: tuple[int | None, ...]) -> Convertible:
    inputs = tuple(SignatureInput(name=f"v{n}", shape=shape, dtype="float32") for n, shape in enumerate(shapes))
    return Convertible(name="enlarge", function=function, inputs=inputs)


def test_names_batch_and_noise(untrained: Callable[..., Any], tmp_path: Path) -> None:
    game, program = untrained(NOISY)
    asset = tmp_path / "spec.lock.yaml"
    asset.write_text(NOISY)
    made = exporters()["onnx"](game, program, tmp_path / "onnx", version=3, assets=[asset])
    assert made.path == tmp_path / "onnx" / "3"
    assert {path.name for path in made.path.iterdir()} == {
        "serving_default.onnx", "discriminate.onnx", "notes.json", "spec.lock.yaml",
    }  # fmt: skip
    assert [text.split()[0] for text in made.remarks] == ["serving_default.onnx", "discriminate.onnx"]
    session = onnxruntime.InferenceSession(made.path / "serving_default.onnx")
    assert {value.name: value.shape for value in session.get_inputs()} == {
        "z": ["batch", 8], "y": ["batch"], "grain": ["batch", 8, 8, 1], "noise_injection": ["batch", 8, 8, 1],
    }  # fmt: skip
    assert [(value.name, value.shape) for value in session.get_outputs()] == [("image", ["batch", 8, 8, 1])]
    notes = json.loads((made.path / "notes.json").read_text())
    z, y, grain, _ = notes["functions"]["serving_default"]["inputs"]
    assert (z["distribution"], z["settings"]) == ("uniform", {"low": -1.0, "high": 1.0})
    assert (y["dtype"], y["shape"], y["classes"]) == ("int32", [None], 10)
    assert (grain["distribution"], grain["about"]) == ("normal", "what a NoiseInjection draws in Python")
    assert notes["opset"] == exporter.OPSET
    assert "generate" in notes["missing"]
    assert notes["values"] == {"low": -1.0, "high": 1.0}


def test_noise_counts(untrained: Callable[..., Any], tmp_path: Path) -> None:
    game, program = untrained(NOISY)
    path = exporters()["onnx"](game, program, tmp_path / "onnx").path / "serving_default.onnx"
    session = onnxruntime.InferenceSession(path)
    given = {
        value.name: np.zeros([2, *value.shape[1:]], np.int32 if value.name == "y" else np.float32)
        for value in session.get_inputs()
    }
    given["grain"][1] = 1
    ((still, moved),) = session.run(None, given)
    np.testing.assert_allclose(np.arctanh(moved) - np.arctanh(still), 0.5, atol=1e-5)


def test_the_game_draws_again_afterwards(untrained: Callable[..., Any], tmp_path: Path) -> None:
    game, program = untrained(NOISY)
    exporters()["onnx"](game, program, tmp_path / "onnx")
    inputs = [tf.zeros([1, 8]), tf.zeros([1], tf.int32)]
    first, second = (game.network("generator")(inputs, training=False) for _ in range(2))
    assert np.any(first != second)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda v: {"y": v + tf.random.stateless_normal(tf.shape(v), [1, 2])}, "`StatelessRandomNormalV2`, which draws random numbers"),
        (lambda v: {"y": tf.bitcast(tf.bitcast(v, tf.int32), tf.float32)}, "`Bitcast`, which reads numbers as bits"),
    ],
)  # fmt: skip
def test_an_operation_that_onnx_lacks_is_an_error(function: Callable[..., Any], message: str) -> None:
    with pytest.raises(ExportError) as caught:
        exporter.onnx_model(one(function, (None, 4)))
    assert message in str(caught.value)
    assert "`enlarge`" in str(caught.value)
    assert "SavedModel" in str(caught.value)


def test_another_answer_is_an_error_and_leaves_nothing(
    untrained: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    game, program = untrained(NOISY)
    right = exporter.onnx_runtime

    def wrong(content: bytes) -> Any:
        run = right(content)
        return lambda given: {name: value + 0.25 for name, value in run(given).items()}

    monkeypatch.setattr(exporter, "onnx_runtime", wrong)
    with pytest.raises(ExportError, match=r"serving_default\.onnx differs from the game by 0\.25"):
        exporters()["onnx"](game, program, tmp_path / "onnx")
    assert not list((tmp_path / "onnx").iterdir())


def test_missing_packages_are_named_with_their_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(format_packages, "find_spec", lambda name: None if name.startswith("tf2") else object())
    with pytest.raises(ExportError, match=r"needs `tf2onnx`, not installed here: pip install 'gancompile\[onnx\]'"):
        format_packages.require_format_packages(["saved_model", "onnx"])
    format_packages.require_format_packages(["saved_model", "litert", "keras"])
