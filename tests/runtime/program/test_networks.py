"""The emitted networks have the shapes, weights and sharing that the compiler computes; and games of them train, save and export."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gancompile.catalogue import layer_rows
from gancompile.compiler import compile_file, compile_text
from gancompile.spec import Spec

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden"
ODD = ("composed", "heads", "sharing", "watched")


def made(path: Path, folder: Path, *overrides: str) -> tuple[Any, Any]:
    """The compiled program and its game."""
    compilation = compile_file(path, overrides=overrides)
    assert not compilation.failed, compilation.diagnostics
    return compilation.program, Spec(compilation).compile(folder)


def own_weights(network: Any, others: list[Any]) -> int:
    """How many trained weights a model has that none of the others has."""
    known = {id(weight) for other in others for weight in other.trainable_variables}
    return sum(int(np.prod(w.shape)) for w in network.trainable_variables if id(w) not in known)


@pytest.mark.parametrize(
    "path", [*sorted((ROOT / "specs").glob("*.yaml")), *(GOLDEN / name / "spec.yaml" for name in ODD)], ids=str
)
def test_shapes_and_weights_are_as_the_compiler_says(
    path: Path, tmp_path: Path, own_folders: Callable[[Path], tuple[str, ...]]
) -> None:
    program, game = made(path, tmp_path, *own_folders(path))
    for network in program.networks:
        model = getattr(game, network.name)
        shapes = model.output_shape if not network.several else {k: v.shape for k, v in model.output.items()}
        for output in network.outputs:
            shape = shapes[output.name] if network.several else shapes
            assert tuple(shape)[1:] == output.shape
        used = [getattr(game, name) for name in network.uses]
        assert own_weights(model, used) == network.parameters


@pytest.mark.slow
@pytest.mark.usefixtures("one_picture")
@pytest.mark.parametrize("name", ODD)
def test_odd_games_train_save_and_export(name: str, tmp_path: Path) -> None:
    import keras
    import tensorflow as tf

    compilation = compile_file(GOLDEN / name / "spec.yaml")
    game = Spec(compilation).build(tmp_path)
    assert all(np.isfinite(weight.numpy()).all() for weight in game.weights)
    loaded = tf.saved_model.load(str(tmp_path / "saved_model" / "1"))
    answer = loaded.signatures["serving_default"]
    inputs = {key: tf.random.normal([2, *spec.shape[1:]]) for key, spec in answer.structured_input_signature[1].items()}
    order = [inputs[node.name] for node in game.network(game.generates).inputs]
    expected = game.network(game.generates)(order[0] if len(order) == 1 else order, training=False)
    np.testing.assert_allclose(next(iter(answer(**inputs).values())), expected, rtol=1e-4, atol=1e-5)
    game.save(tmp_path / "game.keras")
    again = keras.saving.load_model(tmp_path / "game.keras")
    for one, other in zip(game.variables, again.variables, strict=True):
        np.testing.assert_array_equal(one.numpy(), other.numpy())


def test_a_shared_layer_is_one_layer(tmp_path: Path) -> None:
    _, game = made(GOLDEN / "sharing" / "spec.yaml", tmp_path)
    assert game.twin.get_layer("first") is game.generator.get_layer("first")
    moved = game.weights_of("generator")
    assert len({id(weight) for weight in moved}) == len(moved)
    assert game.averages["twin"].get_layer("first") is game.averages["generator"].get_layer("first")


def test_a_network_that_stands_in_another_is_moved_with_it(tmp_path: Path) -> None:
    program, game = made(GOLDEN / "sharing" / "spec.yaml", tmp_path)
    assert program.network("whole").parameters == 0
    before = [weight.numpy() for weight in game.discriminator.trainable_variables]
    game.update_generator()
    for one, weight in zip(before, game.discriminator.trainable_variables, strict=True):
        np.testing.assert_array_equal(one, weight.numpy())


def test_a_loaded_network_is_read_from_the_folder_and_stays(tmp_path: Path) -> None:
    import keras

    image = keras.Input([8, 8, 1], name="x")
    features = keras.Model(image, keras.layers.Conv2D(3, 3, strides=2, padding="same", activation="relu")(image))
    features.save(tmp_path / "features.keras")
    text = f"""\
gancompile: 1
name: loaded
data: {{source: digits, range: [-1, 1], batch: 8}}
networks:
  features: {{load: {{keras: {tmp_path / "features.keras"}}}}}
  generator: {{inputs: {{z: [4]}}, layers: [{{dense: auto}}, {{reshape: [auto, auto, auto]}}]}}
  discriminator: {{inputs: {{x: data.image}}, layers: [{{network: features}}, flatten, {{dense: 1}}]}}
game: {{objective: hinge}}
schedule: [{{steps: 2}}]
"""
    compilation = compile_text(text)
    assert not compilation.failed, compilation.diagnostics
    assert compilation.program.network("features").shape == (4, 4, 3)
    game = Spec(compilation).build(tmp_path / "built")
    (tmp_path / "features.keras").unlink()
    for one, other in zip(features.weights, game.features.weights, strict=True):
        np.testing.assert_array_equal(one.numpy(), other.numpy())
    assert {id(w) for w in game.features.weights}.isdisjoint(id(w) for w in game.weights_of("discriminator"))


def test_a_loaded_network_that_stays_as_it_is_runs_as_at_inference(tmp_path: Path) -> None:
    import keras

    image = keras.Input([8, 8, 1], name="x")
    value = keras.layers.Dropout(0.5, name="dropped")(keras.layers.Flatten()(image))
    keras.Model(image, {"half": value, "all": keras.layers.Flatten(name="flat")(image)}).save(tmp_path / "eye.keras")
    text = f"""\
gancompile: 1
name: seen
data: {{source: digits, range: [-1, 1], batch: 8}}
networks:
  eye: {{load: {{keras: {tmp_path / "eye.keras"}}}}}
  generator: {{inputs: {{z: [4]}}, layers: [{{dense: auto}}, {{reshape: [8, 8, 1]}}]}}
  discriminator: {{inputs: {{h: [64]}}, layers: [{{dense: 1}}]}}
game:
  draws: {{x: {{data: image}}, z: {{normal: [4]}}}}
  let: {{real: eye(x), fake: eye(generator(z))}}
  players:
    discriminator:
      minimize: {{play: "E[discriminator(fake.half)] - E[discriminator(real.half)]", apart: "E[sum(abs(real.half - real.all))]"}}
    generator: {{minimize: "-E[discriminator(fake.half)]"}}
schedule: [{{steps: 2}}]
"""
    compilation = compile_text(text)
    assert not compilation.failed, compilation.diagnostics
    Spec(compilation).build(tmp_path / "built")
    records = [json.loads(line) for line in (tmp_path / "built" / "logs" / "records.jsonl").read_text().splitlines()]
    assert {record["discriminator_apart"] for record in records} == {0}


@pytest.mark.parametrize("form", ["functional", "sequential"])
def test_a_loaded_network_that_stays_as_it_is_runs_as_at_inference_in_another(form: str, tmp_path: Path) -> None:
    import keras

    layers = [keras.layers.Flatten(), keras.layers.BatchNormalization(), keras.layers.Dropout(0.5)]
    image = keras.Input([8, 8, 1], name="x")
    if form == "sequential":
        keras.Sequential([image, *layers, keras.layers.Dense(3)]).save(tmp_path / "eye.keras")
    else:
        whole = layers[2](layers[1](layers[0](image)))
        keras.Model(image, {"half": whole, "all": keras.layers.Flatten(name="flat")(image)}).save(
            tmp_path / "eye.keras"
        )
    used = "eye.half" if form == "functional" else "eye"
    text = f"""\
gancompile: 1
name: seen
data: {{source: digits, range: [-1, 1], batch: 8}}
networks:
  eye: {{load: {{keras: {tmp_path / "eye.keras"}}}}}
  generator: {{inputs: {{z: [4]}}, layers: [{{dense: auto}}, {{reshape: [8, 8, 1]}}]}}
  discriminator: {{inputs: {{x: data.image}}, layers: [{{network: {used}}}, {{dense: 1}}, {{gaussian_noise: 0.1}}]}}
game: {{objective: hinge}}
schedule: [{{steps: 2}}]
"""
    compilation = compile_text(text)
    assert not compilation.failed, compilation.diagnostics
    game = Spec(compilation).build(tmp_path / "built")
    images = np.random.default_rng(0).normal(size=[8, 8, 8, 1]).astype("float32")
    score = game.discriminator.layers[2]
    before = keras.Model(game.discriminator.input, score.output)
    np.testing.assert_array_equal(before(images, training=True), before(images, training=False))
    assert np.ptp(np.stack([game.discriminator(images, training=True) for _ in range(2)]), axis=0).all(), (
        "its own noise"
    )
    moving = game.eye.get_layer(layers[1].name).moving_mean
    np.testing.assert_array_equal(moving.numpy(), layers[1].moving_mean.numpy())
    again = text.replace(f"keras: {tmp_path / 'eye.keras'}", f"build: {tmp_path / 'built'}, network: eye")
    assert not compile_text(again).failed, "what the build has written of it"


def arguments_for(key: str) -> dict[str, Any]:
    """The required arguments of a layer."""
    known = {
        "units": 4, "filters": 4, "kernel_size": 3, "pool_size": 2, "input_dim": 10, "output_dim": 4, "target_shape": [2, 2, 2], "n": 2, "dims": [2, 1, 3], "rate": 0.1,
        "classes": 10, "shape": [2, 2, 2], "activation": "relu", "stddev": 0.1, "scale": 0.5, "height": 4, "width": 4, "num_heads": 2, "key_dim": 4,
        "head_dim": 4, "num_query_heads": 2, "num_key_value_heads": 1, "output_size": 2, "factor": 0.1,
    }  # fmt: skip
    needed = {a.name: known[a.name] for a in layer_rows()[key].arguments if a.required}
    return {**needed, **({"groups": 2} if key == "group_normalization" else {})}


CHAINS = {
    "vector": (
        [16],
        ["dense", "layer_normalization", "elu", "dropout", "pixel_normalization", "minibatch_discrimination", "gaussian_noise",
         "gradient_reversal", "gumbel_softmax", "unit_normalization", "repeat_vector", "gru", "prelu", "learned_constant"],
    ),
    "image": (
        [8, 8, 8],
        ["conv2d", "self_attention", "batch_normalization", "leaky_relu", "noise_injection", "minibatch_standard_deviation", "blur2d",
         "resample2d", "separable_conv2d", "pixel_shuffle", "pixel_unshuffle", "depthwise_conv2d", "conv2d_transpose", "group_normalization",
         "average_pooling2d", "spatial_dropout2d", "up_sampling2d", "zero_padding2d", "cropping2d", "permute", "flatten", "softmax"],
    ),
    "sequence": (
        [8, 4],
        ["conv1d", "lstm", "repeat_vector", "simple_rnn", "repeat_vector", "conv1d_transpose", "max_pooling1d", "rms_normalization",
         "up_sampling1d", "global_average_pooling1d"],
    ),
    "volume": ([4, 4, 4, 2], ["conv3d", "conv3d_transpose", "max_pooling3d", "spatial_dropout3d", "global_max_pooling3d"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CHAINS)
def test_chains_of_layers_are_built_with_the_required_shapes(name: str, tmp_path: Path) -> None:
    shape, keys = CHAINS[name]
    wrapped = {"conv2d": "spectral_normalization", "dense": "equalized_learning_rate", "lstm": "bidirectional"}
    layers: list[Any] = [
        {key: arguments_for(key), **({"wrap": wrapped[key]} if key in wrapped else {})} for key in keys
    ]
    import yaml

    spec = {
        "gancompile": 1, "name": "chain", "data": {"source": "digits", "range": [-1, 1], "batch": 4},
        "networks": {
            "generator": {"inputs": {"z": [4]}, "layers": [{"dense": 64}, {"reshape": [8, 8, 1]}]},
            "discriminator": {"inputs": {"x": "data.image"}, "layers": ["flatten", {"dense": 1}]},
            "chain": {"inputs": {"v": shape}, "layers": layers},
        },
        "game": {"objective": "hinge"},
    }  # fmt: skip
    compilation = compile_text(yaml.safe_dump(spec, sort_keys=False))
    assert not compilation.failed, compilation.diagnostics
    game = Spec(compilation).compile(tmp_path)
    network = compilation.program.network("chain")
    assert tuple(game.chain.output_shape[1:]) == network.shape
    assert own_weights(game.chain, []) == network.parameters
    untrained = sum(int(np.prod(w.shape)) for w in game.chain.weights) - own_weights(game.chain, [])
    assert untrained == sum(layer.untrained for layer in network.layers)


def test_what_is_watched_changes_nothing(tmp_path: Path) -> None:
    import tensorflow as tf

    path = GOLDEN / "watched" / "spec.yaml"
    examples = np.random.default_rng(0).uniform(-1, 1, [16, 8, 8, 1]).astype("float32")
    games = []
    for folder, overrides in ((tmp_path / "with", ()), (tmp_path / "without", ("game.players.generator.watch=",))):
        game = made(path, folder, *overrides)[1]
        for _ in range(3):
            logs = game.train_step({"x": tf.constant(examples)})
        assert ("real" in logs) == (not overrides)
        games.append(game)
    for one, other in zip(games[0].variables, games[1].variables, strict=True):
        np.testing.assert_array_equal(one.numpy(), other.numpy(), err_msg=one.path)


COMPOSED = """
gancompile: 1
name: composed-average
data: {source: digits, range: [-1, 1], batch: 8}
networks:
  mapping: {inputs: {z: [4]}, layers: [{dense: 4}, leaky_relu]}
  synthesis: {inputs: {w: mapping}, layers: [{dense: {units: 64, activation: tanh}}, {reshape: [8, 8, 1]}]}
  generator: {inputs: {z: [4]}, layers: [{network: mapping}, {network: synthesis}]}
  critic: {inputs: {x: data.image}, layers: [flatten, {dense: 1}]}
game:
  draws: {x: {data: image}, z: {normal: [4]}}
  let: {fake: synthesis(mapping(z))}
  players:
    critic: {minimize: "E[softplus(-critic(x))] + E[softplus(critic(fake))]"}
    maker: {networks: OWNED, minimize: "E[softplus(-critic(fake))]", average: {decay: 0.5}}
"""


@pytest.mark.parametrize("owned", ["[generator]", "[mapping, synthesis]"])
def test_the_average_of_a_network_made_of_networks(make_game: Callable[..., Any], owned: str) -> None:
    """It is made of copies of its own, and it is what is sampled, whether the player owns the whole or its parts."""
    import tensorflow as tf

    game = make_game(COMPOSED.replace("OWNED", owned))
    average, before = game.network("generator"), [w.numpy() for w in game.generator.weights]
    assert average is not game.generator
    assert not {id(w) for w in average.weights} & {id(w) for w in game.generator.weights}
    game.train_step({"x": tf.zeros([8, 8, 8, 1])})
    for first, now, copy in zip(before, game.generator.weights, average.weights, strict=True):
        assert np.any(first != now.numpy())
        np.testing.assert_allclose(copy.numpy(), (first + now.numpy()) / 2, atol=1e-6)
