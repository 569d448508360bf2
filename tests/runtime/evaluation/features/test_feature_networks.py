"""Feature networks on examples: what they give, what they say of themselves, what they refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from gancompile.runtime.evaluation.examples import Examples
from gancompile.runtime.evaluation.features import application, columns, inception, log_mel, random, values
from gancompile.runtime.evaluation.features import keras as keras_file
from gancompile.runtime.evaluation.features.feature_network import FeatureError
from gancompile.runtime.evaluation.features.situation import Situation
from gancompile.runtime.evaluation.listener import Listener
from gancompile.runtime.evaluation.population import Population

IMAGES = np.random.default_rng(0).integers(0, 256, (6, 16, 16, 1)).astype(np.uint8)
COLOUR = np.random.default_rng(1).integers(0, 256, (6, 20, 24, 3)).astype(np.uint8)


def situation(values: Any, **more: Any) -> Situation:
    """A population in one piece."""
    number = len(next(iter(values.values()))) if isinstance(values, dict) else len(values)
    given = {"encoding": None, "classes": None, "folder": Path(), "data": "", "listener": Listener(), **more}
    return Situation(reals=Population(number=number, read=lambda: iter([Examples(values=values)])), **given)


def test_values_are_flat() -> None:
    series = np.arange(24.0).reshape(2, 4, 3)
    assert values.make({}, situation(series)).apply(series).features.tolist() == series.reshape(2, 12).tolist()


def test_random_features_are_of_their_seed() -> None:
    made = [random.make({"seed": seed}, situation(IMAGES)) for seed in (0, 0, 1)]
    found = [one.apply(IMAGES).features for one in made]
    np.testing.assert_array_equal(found[0], found[1])
    assert np.abs(found[0] - found[2]).max() > 0.01
    assert made[0].described == made[1].described != made[2].described
    assert np.isfinite(found[0]).all()


def test_the_weights_of_random_features_are_fixed_for_ever() -> None:
    """They are part of protocols: other weights would be other numbers under the same name."""
    digest = str(random.make({}, situation(IMAGES)).described["weights"])
    assert digest.startswith("b37f45c5dc09")


@pytest.mark.parametrize("shape", [(4, 4, 1), (8, 8, 1), (28, 28, 1), (33, 47, 3), (64, 64, 4)])
def test_random_features_of_any_size(shape: tuple[int, ...]) -> None:
    images = np.zeros((3, *shape), np.uint8)
    features = random.make({}, situation(images)).apply(images).features
    assert features.shape[0] == 3
    assert features.shape[1] > 100


def test_the_spectrum_of_a_tone_is_in_its_band() -> None:
    rate = 8000
    time = np.arange(rate) / rate
    tones = np.stack([np.sin(2 * np.pi * pitch * time) for pitch in (200, 3000)])[..., None].astype(np.float32)
    network = log_mel.make({"bands": 32}, situation(tones, encoding={"kind": "sound", "rate": rate}))
    features = network.apply(tones).features
    assert features.shape == (2, 4 * 32)
    low, high = (int(one.argmax()) for one in features[:, :32])
    assert low < 8 < high
    # A tone that does not change has no deviation, and no change from frame to frame.
    assert np.abs(features[:, 32:][:, low]).max() < 0.5


@pytest.mark.parametrize("window", [16, 100, 4000])
def test_sounds_shorter_than_a_frame(window: int) -> None:
    sounds = np.zeros((2, window, 1), np.float32)
    network = log_mel.make({}, situation(sounds, encoding={"kind": "sound", "rate": 16000}))
    assert np.isfinite(network.apply(sounds).features).all()


def test_rows_that_differ_by_a_deviation_or_a_category_are_one_apart() -> None:
    encoding = {"kind": "table", "columns": [{"name": "n", "kind": "number"}, {"name": "c", "kind": "category"}]}
    table = {"n": np.array([0.0, 2.0, 0.0, 2.0]), "c": np.array(["a", "a", "b", "b"])}
    features = columns.make({}, situation(table, encoding=encoding)).apply(table).features
    distance = np.linalg.norm(features[:, None] - features[None], axis=2)
    assert distance[0, 1] == pytest.approx(2.0)
    assert distance[0, 2] == pytest.approx(1.0)


def test_a_category_that_the_data_lack_is_none_of_them() -> None:
    encoding = {"kind": "table", "columns": [{"name": "c", "kind": "category"}]}
    network = columns.make({}, situation({"c": np.array(["a", "b"])}, encoding=encoding))
    assert network.apply({"c": np.array(["z"])}).features.tolist() == [[0.0, 0.0]]


def test_missing_numbers_are_told_from_the_mean() -> None:
    encoding = {"kind": "table", "columns": [{"name": "n", "kind": "number"}]}
    table = {"n": np.array([1.0, 3.0, np.nan])}
    features = columns.make({}, situation(table, encoding=encoding)).apply(table).features
    assert features[2].tolist() == [0.0, 1.0]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A network from images of 12x12 in colour to two numbers."""
    inputs = keras.Input([12, 12, 3])
    maps = keras.layers.Conv2D(5, 3, name="maps")(inputs)
    outputs = keras.layers.Dense(2, name="head")(keras.layers.Flatten(name="flat")(maps))
    path = tmp_path / "net.keras"
    keras.Model(inputs, outputs).save(path)
    return path


def test_a_network_from_a_file(saved: Path) -> None:
    network = keras_file.make({"file": str(saved), "layer": "maps"}, situation(COLOUR))
    assert network.apply(COLOUR).features.shape == (6, 5)
    grey = keras_file.make({"file": str(saved), "layer": "head", "range": [0, 1]}, situation(IMAGES))
    assert grey.apply(IMAGES).features.shape == (6, 2)
    assert (network.described["layer"], grey.described["layer"]) == ("maps", "head")
    assert grey.described["takes"] == "[12, 12, 3] from 0 to 1, bicubic with antialias"
    # The last but one layer.
    assert keras_file.make({"file": str(saved)}, situation(COLOUR)).apply(COLOUR).features.shape == (6, 500)


def test_files_that_are_no_network_of_these_examples(saved: Path, tmp_path: Path) -> None:
    with pytest.raises(FeatureError, match="has no layer `mops`; it has input_layer"):
        keras_file.make({"file": str(saved), "layer": "mops"}, situation(COLOUR))
    with pytest.raises(FeatureError, match="does not take these examples"):
        keras_file.make({"file": str(saved)}, situation(np.zeros((4, 7), np.float32)))
    (tmp_path / "broken.keras").write_bytes(b"no")
    with pytest.raises(FeatureError, match=r"is no `\.keras` file"):
        keras_file.make({"file": str(tmp_path / "broken.keras")}, situation(COLOUR))


@pytest.mark.slow
def test_an_application_with_weights_from_a_file(tmp_path: Path) -> None:
    model = keras.applications.MobileNetV2(include_top=False, weights=None, pooling="avg")
    model.save_weights(tmp_path / "weights.weights.h5")
    given = {"name": "mobilenet_v2", "file": str(tmp_path / "weights.weights.h5")}
    network = application.make(given, situation(COLOUR))
    assert network.apply(COLOUR[:2]).features.shape == (2, 1280)


def test_an_application_that_keras_lacks() -> None:
    with pytest.raises(FeatureError, match=r"has no `ResNet51`; it has .*ResNet50"):
        application.make({"name": "ResNet51"}, situation(COLOUR))


def test_the_way_to_resize_is_in_the_protocol_of_inception(monkeypatch: pytest.MonkeyPatch) -> None:
    """And changes the features."""
    images = keras.Input([299, 299, 3])
    mean = keras.layers.GlobalAveragePooling2D()(keras.layers.ReLU()(images))
    small = keras.Model(images, {"features": mean, "logits_unbiased": keras.layers.Dense(4)(mean)})
    monkeypatch.setattr(inception, "load_inception", lambda path: small)
    legacy, clean = (inception.make({"file": "f.npz", "resize": way}, situation(IMAGES)) for way in ("legacy", "clean"))
    assert legacy.described["weights"] == clean.described["weights"]
    assert legacy.described["takes"] != clean.described["takes"]
    found = [one.apply(IMAGES) for one in (legacy, clean)]
    assert np.abs(found[0].features - found[1].features).max() > 1e-3
    assert found[0].probabilities is not None
    np.testing.assert_allclose(found[0].probabilities.sum(axis=1), 1, rtol=1e-5)


def test_a_file_that_is_no_inception(tmp_path: Path) -> None:
    (tmp_path / "f.npz").write_bytes(b"no")
    with pytest.raises(FeatureError, match="`gancompile convert-inception` makes the file"):
        inception.make({"file": str(tmp_path / "f.npz")}, situation(COLOUR))
