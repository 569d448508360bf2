"""Signatures of an export: formulas of the spec, rows, PNG files, and what the contract says of them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from gancompile.compiler import compile_text
from gancompile.runtime.export.example_inputs import example_inputs
from gancompile.runtime.export.formats.saved_model import export
from gancompile.runtime.export.servable import signatures_of
from gancompile.runtime.program import make_game, read_program
from gancompile.spec import Spec

SPEC = """\
gancompile: 1
name: translator
data: {source: digits, range: [-1, 1], batch: 8}
params: {width: 4}
networks:
  generator:
    inputs: {z: [6], y: data.label}
    layers:
      - {embedding: {input_dim: 10, output_dim: 3}, from: y, name: kind}
      - {concatenate: , from: [z, kind]}
      - {dense: {units: 64, activation: tanh}}
      - {reshape: [8, 8, 1]}
      - {identity: , name: image}
  encoder:
    inputs: {image: data.image}
    layers: [flatten, {dense: 12}, {dense: 6, name: style}]
  discriminator:
    inputs: {image: data.image}
    layers: [flatten, {dense: {units: 1, activation: sigmoid}, name: probability}]
game:
  draws: {x: {data: image}, y: {data: label}, z: {normal: [6]}}
  let:
    fake: generator(z, y)
    again: encoder(fake)
  players:
    discriminator: {networks: [discriminator], maximize: "E[log(discriminator(x))] + E[log(1 - discriminator(fake))]"}
    generator:
      networks: [generator, encoder]
      minimize: {fool: "-E[log(discriminator(fake))]", code: "E[sum(square(again - z))]"}
export:
  signatures:
    encode: encoder(image)
    redraw: generator(encoder(image), label)
    halfway: generator(0.5 * encoder(left) + 0.5 * encoder(right), label)
    judge: {real: discriminator(image), style: encoder(image)}
    imagine: fake
schedule: [{steps: 1}]
"""
CLASSES = 10


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any, Path]:
    """The game, its program, and its SavedModel."""
    folder = tmp_path_factory.mktemp("translator")
    compilation = compile_text(SPEC)
    assert not compilation.failed, compilation.diagnostics
    Spec(compilation).write(folder)
    program = read_program(folder)
    game = make_game(program)
    return game, program, export(game, program, folder / "saved_model").path


@pytest.fixture(scope="module")
def loaded(made: tuple[Any, Any, Path]) -> Any:
    return tf.saved_model.load(str(made[2]))


@pytest.fixture(scope="module")
def served(loaded: Any) -> Any:
    return loaded.signatures


def images(count: int) -> Any:
    return tf.constant(np.random.default_rng(count).uniform(-1, 1, (count, 8, 8, 1)).astype(np.float32))


def test_formulas_are_computed_by_the_networks(made: tuple[Any, Any, Path], served: Any) -> None:
    game, _, _ = made
    x, other, label = images(3), images(4)[:3], tf.constant([1, 2, 3])
    style = game.encoder(x, training=False)
    np.testing.assert_allclose(served["encode"](image=x)["style"], style, rtol=1e-5, atol=1e-6)
    halfway = game.generator([0.5 * style + 0.5 * game.encoder(other, training=False), label], training=False)
    found = served["halfway"](left=x, right=other, label=label)
    np.testing.assert_allclose(next(iter(found.values())), halfway, rtol=1e-5, atol=1e-6)
    judged = served["judge"](image=x)
    assert set(judged) == {"real", "style"}
    probability = tf.sigmoid(game.discriminator(x, training=False))
    np.testing.assert_allclose(judged["real"], probability, rtol=1e-5)
    z = tf.random.stateless_normal([3, 6], [1, 2])
    np.testing.assert_allclose(
        served["imagine"](z=z, y=label)["image"], game.generator([z, label], training=False), rtol=1e-5, atol=1e-6
    )


def test_rows_of_sample_are_single_samples_bit_for_bit(served: Any) -> None:
    seeds, labels = [7, 0, 2**40, -3], [0, 9, 4, 4]
    rows = served["sample"](seeds=tf.constant(seeds, tf.int64), label=tf.constant(labels))["image"].numpy()
    files = served["sample_png"](seeds=tf.constant(seeds, tf.int64), label=tf.constant(labels))["image_bytes"].numpy()
    for seed, label, row, file in zip(seeds, labels, rows, files, strict=True):
        for shape in ([], [1]):  # as Python gives it, and as a row of JSON does
            one = served["generate"](
                num=tf.ones(shape, tf.int32),
                seed=tf.fill(shape, tf.constant(seed, tf.int64)),
                label=tf.constant([label]),
            )["image"]
            np.testing.assert_array_equal(one[0], row)
        np.testing.assert_array_equal(tf.io.decode_png(file), row)


def test_latents_are_those_of_the_samples(served: Any) -> None:
    seeds, labels = tf.constant([3, 4], tf.int64), tf.constant([1, 2])
    z = served["latents"](seeds=seeds)["z"]
    image = served["serving_default"](z=z, y=labels)["image"]
    pixels = np.clip(np.round((image.numpy() + 1) * 127.5), 0, 255)
    np.testing.assert_allclose(served["sample"](seeds=seeds, label=labels)["image"], pixels, atol=1)


def test_a_label_that_no_class_has_is_an_invalid_argument(served: Any) -> None:
    z = tf.zeros([1, 6])
    for wrong in (-1, CLASSES):
        label = tf.constant([wrong])
        with pytest.raises(tf.errors.InvalidArgumentError, match="label must be from 0 to 9"):
            served["sample"](seeds=tf.constant([1], tf.int64), label=label)
        with pytest.raises(tf.errors.InvalidArgumentError, match="y must be from 0 to 9"):
            served["serving_default"](z=z, y=label)
        with pytest.raises(tf.errors.InvalidArgumentError, match="label must be from 0 to 9"):
            served["redraw"](image=images(1), label=label)


def test_images_go_in_and_out_as_png(served: Any) -> None:
    pixels = tf.constant(np.random.default_rng(0).integers(0, 256, (2, 8, 8, 1)).astype(np.uint8))
    files = tf.stack([tf.io.encode_png(one) for one in pixels])
    values = tf.cast(pixels, tf.float32) / 127.5 - 1
    np.testing.assert_allclose(
        served["encode_png"](image_bytes=files)["style"], served["encode"](image=values)["style"], rtol=1e-5, atol=1e-6
    )
    label = tf.constant([0, 1])
    drawn = served["redraw_png"](image_bytes=files, label=label)["image_bytes"]
    expected = np.clip(np.round((served["redraw"](image=values, label=label)["image"].numpy() + 1) * 127.5), 0, 255)
    for file, image in zip(drawn, expected, strict=True):
        np.testing.assert_allclose(tf.io.decode_png(file), image, atol=1)
    grey = tf.io.encode_png(tf.zeros([8, 7, 1], tf.uint8))[None]
    with pytest.raises(tf.errors.InvalidArgumentError, match="image must be an image of 8x8 pixels"):
        served["encode_png"](image_bytes=grey)


def test_every_row_wise_signature_takes_any_number_of_rows_and_a_servers_batching(
    made: tuple[Any, Any, Path], served: Any
) -> None:
    game, program, _ = made
    for one in signatures_of(game, program):
        if not one.row_wise:
            continue
        answer = served[one.name]
        for rows in (0, 1, 3):
            found = answer(**{name: tf.constant(value) for name, value in example_inputs(one, rows).items()})
            assert {name: value.shape[0] for name, value in found.items()} == dict.fromkeys(found, rows)
        check_batching(answer, example_inputs(one, 4))


def check_batching(answer: Any, inputs: dict[str, np.ndarray[Any, Any]]) -> None:
    """Single rows that come at once are put together by TensorFlow's own `BatchFunction`, and answered as one by one."""
    from tensorflow.python.ops.batch_ops import batch_function

    names = sorted(inputs)

    @batch_function(num_batch_threads=1, max_batch_size=4, batch_timeout_micros=50_000)  # type: ignore[untyped-decorator]
    def batched(*values: Any) -> list[Any]:
        made = answer(**dict(zip(names, values, strict=True)))
        return [made[name] for name in sorted(made)]

    specs = [answer.structured_input_signature[1][name] for name in names]
    server = tf.function(lambda *values: batched(*values), input_signature=specs)
    if "seeds" in inputs:
        inputs = {**inputs, "seeds": np.array([5, 3, 5, 8])}
    rows = [[tf.constant(inputs[name][i : i + 1], specs[n].dtype) for n, name in enumerate(names)] for i in range(4)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda row: server(*row), rows))
    for row, found in zip(rows, together, strict=True):
        alone = answer(**dict(zip(names, row, strict=True)))
        for name, value in zip(sorted(alone), found, strict=True):
            if value.dtype.is_floating:
                np.testing.assert_allclose(value, alone[name], rtol=1e-5, atol=1e-6)
            else:
                np.testing.assert_array_equal(value, alone[name])


def test_the_contract_is_what_the_model_does(made: tuple[Any, Any, Path], served: Any) -> None:
    contract = json.loads((made[2] / "assets.extra" / "contract.json").read_text())
    assert contract["name"] == "translator"
    assert contract["signatures"].keys() == set(served)
    page = (made[2] / "assets.extra" / "CONTRACT.md").read_text()
    for name, described in contract["signatures"].items():
        taken = served[name].structured_input_signature[1]
        given = served[name].structured_outputs
        for ports, specs in ((described["inputs"], taken), (described["outputs"], given)):
            assert {port["name"]: port["dtype"] for port in ports} == {
                key: one.dtype.name for key, one in specs.items()
            }
            for port in ports:
                shape = specs[port["name"]].shape
                assert port["shape"] == (None if shape.rank is None else shape.as_list())
        assert f"## `{name}`" in page
    (label,) = (one for one in contract["signatures"]["sample"]["inputs"] if one["name"] == "label")
    assert (label["classes"], label["range"]) == (10, [0, 9])


def test_warm_up_records_are_requests_of_each_signature(made: tuple[Any, Any, Path], served: Any) -> None:
    logs = pytest.importorskip("tensorflow_serving.apis.prediction_log_pb2")
    path = made[2] / "assets.extra" / "tf_serving_warmup_requests"
    requests = [
        logs.PredictionLog.FromString(one).predict_log.request
        for one in tf.data.TFRecordDataset(str(path)).as_numpy_iterator()
    ]
    assert [one.model_spec.signature_name for one in requests] == [name for name in order_of(made) for _ in range(2)]
    for request in requests:
        inputs = {name: tf.constant(tf.make_ndarray(value)) for name, value in request.inputs.items()}
        served[request.model_spec.signature_name](**inputs)


def order_of(made: tuple[Any, Any, Path]) -> list[str]:
    return list(json.loads((made[2] / "assets.extra" / "contract.json").read_text())["signatures"])


def test_versions_only_grow(made: tuple[Any, Any, Path], tmp_path: Path) -> None:
    game, program, _ = made
    first = export(game, program, tmp_path, version=1).path
    stamp = (first / "saved_model.pb").stat().st_mtime_ns
    assert export(game, program, tmp_path, version=1).path == tmp_path / "2"
    assert (first / "saved_model.pb").stat().st_mtime_ns == stamp
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1", "2"]


def test_noise_of_layers_is_a_function_of_the_seed(tmp_path: Path) -> None:
    noisy = SPEC.replace("{dense: {units: 64, activation: tanh}}", "{dense: 64}").replace(
        "- {identity: , name: image}",
        "- noise_injection: {strength_initializer: ones}\n      " * 2 + "- {activation: tanh, name: image}",
    )
    compilation = compile_text(noisy)
    assert not compilation.failed, compilation.diagnostics
    Spec(compilation).write(tmp_path)
    program = read_program(tmp_path)
    loaded = tf.saved_model.load(str(export(make_game(program), program, tmp_path / "saved_model").path))
    sample, generate = loaded.signatures["sample"], loaded.signatures["generate"]
    seeds, labels = tf.constant([7, 8, 7], tf.int64), tf.constant([1, 1, 1])
    rows = sample(seeds=seeds, label=labels)["image"].numpy()
    np.testing.assert_array_equal(rows, sample(seeds=seeds, label=labels)["image"])
    np.testing.assert_array_equal(rows[0], rows[2])
    assert (rows[0] != rows[1]).any()
    one = generate(num=tf.constant(1), seed=tf.constant(8, tf.int64), label=labels[:1])["image"]
    np.testing.assert_array_equal(one[0], rows[1])
    few = generate(num=tf.constant(2), seed=tf.constant(7, tf.int64), label=labels[:1])["image"]
    many = generate(num=tf.constant(5), seed=tf.constant(7, tf.int64), label=labels[:1])["image"]
    np.testing.assert_array_equal(few, many[:2])
    z = tf.repeat(tf.constant([[0.5] * 6]), 3, axis=0)
    default = loaded.signatures["serving_default"](z=z, y=labels)["image"].numpy()
    np.testing.assert_array_equal(default[0], default[2])
    np.testing.assert_array_equal(default, loaded.signatures["serving_default"](z=z, y=labels)["image"])
