"""One check that buys, for a layer, what every layer must keep."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest


def shapes_of(inputs: Any) -> Any:
    return [one.shape for one in inputs] if isinstance(inputs, list) else inputs.shape


def mapped(function: Callable[[Any], Any], inputs: Any) -> Any:
    return [function(one) for one in inputs] if isinstance(inputs, list) else function(inputs)


def applied(layer: Any, inputs: Any, training: bool = False) -> Any:
    takes = "training" in inspect.signature(layer.call).parameters
    return layer(inputs, training=training) if takes else layer(inputs)


def in_policy(layer: Any, policy: str) -> Any:
    """A layer of the same configuration, and what it wraps, in another precision."""

    def changed(config: dict[str, Any]) -> dict[str, Any]:
        config = {**config, "dtype": policy}
        if "layer" in config:
            config["layer"] = {**config["layer"], "config": changed(config["layer"]["config"])}
        return config

    return type(layer).from_config(changed(layer.get_config()))


def copied(layer: Any, policy: str, inputs: Any) -> Any:
    """The layer with its weights in another precision."""
    other = in_policy(layer, policy)
    other.build(shapes_of(inputs))
    for mine, its in zip(other.weights, layer.weights, strict=True):
        mine.assign(its.numpy())
    return other


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(12)


@pytest.fixture
def randomized(rng: np.random.Generator) -> Callable[..., dict[str, Any]]:
    """Builds a layer, moves its trained weights away from where they start, and answers them by name, in float64."""

    def randomize(layer: Any, inputs: Any, by: float = 0.3) -> dict[str, Any]:
        layer.build(shapes_of(inputs))
        for weight in layer.trainable_weights:
            weight.assign(weight.numpy() + by * rng.normal(size=weight.shape))
        return {weight.path.split("/", 1)[1]: np.asarray(weight.numpy(), np.float64) for weight in layer.weights}

    return randomize


@pytest.fixture
def check_layer(randomized: Callable[..., dict[str, Any]], tmp_path: Path) -> Callable[..., Any]:
    """A function that checks a layer that is not built: values, shapes, configuration, files, graphs, precisions, gradients.

    expected: from the weights by name and the inputs, in float64, to the output. draws: the layer is random at inference, so that only
    its shape is compared.
    """

    def check(layer: Any, inputs: Any, expected: Callable[..., Any], *, draws: bool = False, half: float = 2e-2) -> Any:
        weights = randomized(layer, inputs)
        wide = [np.asarray(one, np.float64 if one.dtype.kind == "f" else one.dtype) for one in as_list(inputs)]
        output = applied(layer, inputs).numpy()
        if not draws:
            np.testing.assert_allclose(output, expected(weights, *wide), rtol=2e-4, atol=2e-5)
        same = equal_shapes if draws else equal_values
        check_shapes(layer, inputs, output)
        check_configuration(layer)
        check_graphs(layer, inputs, output, same)
        check_keras_file(layer, inputs, output, same, tmp_path / "layer.keras")
        check_saved_model(layer, inputs, output, same, str(tmp_path / "saved"))
        check_half_precision(layer, inputs, output, draws, half)
        # Last, because training moves what does not belong to a gradient.
        check_gradients(layer, inputs)
        return layer

    return check


def as_list(inputs: Any) -> list[Any]:
    return inputs if isinstance(inputs, list) else [inputs]


def equal_values(left: Any, right: Any) -> None:
    np.testing.assert_allclose(left, right, rtol=1e-5, atol=1e-5)


def equal_shapes(left: Any, right: Any) -> None:
    assert left.shape == right.shape


def check_shapes(layer: Any, inputs: Any, output: Any) -> None:
    shapes = shapes_of(inputs)
    assert layer.compute_output_shape(shapes) == output.shape
    assert layer.compute_output_shape(mapped(list, shapes)) == output.shape
    assert layer.compute_output_shape(mapped(lambda s: (None, *s[1:]), shapes)) == (None, *output.shape[1:])
    unknown = layer.compute_output_shape(mapped(lambda s: (None, None, None, s[3]) if len(s) == 4 else s, shapes))
    assert len(unknown) == len(output.shape)
    assert all(size in (None, real) for size, real in zip(unknown, output.shape, strict=True))


def check_configuration(layer: Any) -> None:
    config = layer.get_config()
    assert type(layer).from_config(config).get_config() == layer.get_config()
    arguments = set(inspect.signature(type(layer).__init__).parameters) - {"self", "kwargs"}
    assert arguments <= set(layer.get_config())


def check_gradients(layer: Any, inputs: Any) -> None:
    import tensorflow as tf

    for training in (False, True):
        with tf.GradientTape() as tape:
            output = applied(layer, mapped(tf.constant, inputs), training)
            loss = tf.reduce_sum(tf.square(output))
        for weight, gradient in zip(
            layer.trainable_weights, tape.gradient(loss, [w.value for w in layer.trainable_weights]), strict=True
        ):
            assert gradient is not None, weight.path
            assert np.isfinite(tf.convert_to_tensor(gradient)).all(), weight.path


def signature(inputs: Any, places: bool) -> Any:
    import tensorflow as tf

    def spec(one: Any) -> Any:
        sizes = [None, None, None, one.shape[3]] if places and one.ndim == 4 else [None, *one.shape[1:]]
        return tf.TensorSpec(sizes, one.dtype)

    return mapped(spec, inputs)


def check_graphs(layer: Any, inputs: Any, output: Any, same: Any) -> None:
    """With unknown batch, and with unknown height and width besides."""
    import tensorflow as tf

    for places in (False, True):
        graph = tf.function(lambda x: applied(layer, x), input_signature=[signature(inputs, places)], autograph=False)
        made = graph(inputs)
        same(made.numpy(), output)
        known = graph.get_concrete_function().structured_outputs.shape
        assert known.rank == output.ndim


def check_keras_file(layer: Any, inputs: Any, output: Any, same: Any, path: Path) -> None:
    import keras

    read = mapped(lambda one: keras.Input(one.shape[1:], dtype=str(one.dtype)), inputs)
    model = keras.Model(read, layer(read))
    assert model.output_shape == (None, *output.shape[1:])
    for _ in range(2):
        model.save(path)
        model = keras.models.load_model(path)
        same(model(inputs, training=False).numpy(), output)


def check_saved_model(layer: Any, inputs: Any, output: Any, same: Any, path: str) -> None:
    """A module that holds the variables and not the layer, as the exports are made."""
    import tensorflow as tf

    module = tf.Module()
    module.variables_ = [variable.value for variable in layer.variables]
    module.answer = tf.function(
        lambda x: applied(layer, x), input_signature=[signature(inputs, False)], autograph=False
    )
    tf.saved_model.save(module, path)
    loaded = tf.saved_model.load(path)
    same(loaded.answer(inputs).numpy(), output)


def check_half_precision(layer: Any, inputs: Any, output: Any, draws: bool, half: float) -> None:
    for policy, tolerance in (("mixed_float16", half), ("mixed_bfloat16", 8 * half)):
        narrow = copied(layer, policy, inputs)
        made = applied(narrow, inputs)
        assert made.dtype.name == narrow.compute_dtype == policy.removeprefix("mixed_")
        assert all(weight.dtype == "float32" for weight in narrow.trainable_weights)
        values = np.asarray(made, np.float32)
        assert np.isfinite(values).all()
        if not draws:
            np.testing.assert_allclose(values, output, rtol=tolerance, atol=tolerance * max(1.0, np.abs(output).max()))
