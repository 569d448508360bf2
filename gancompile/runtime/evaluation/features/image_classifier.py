"""A small convolution network that knows the classes of images."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.evaluation.teaching import BATCH, teach

FEATURES = 128
"""Of the last but one layer, which metrics compare."""
WIDTHS = (32, 64, 128, 128, 128)
LEAST_SIDE = 4
RATE = 1e-3
ROUNDS, FEWEST_ROUNDS, EPOCHS = 2000, 200, 100
"""Rounds of training: as many as make so many epochs, within these ends."""
HELD_OUT = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedClassifier:
    """model: from pixels as they are, uint8 or float from 0 to 255, to `features` [number, 128] and `logits` [number, classes].

    accuracy: on a tenth of the examples that it has not seen.
    """

    model: keras.Model
    accuracy: float
    held_out: int


def train_classifier(
    images: NDArray[Any], labels: NDArray[Any], classes: int, *, rounds: int, played: Callable[[int], None]
) -> TrainedClassifier:
    """Trains on nine tenths of the examples. images: [number, height, width, channels] uint8. labels: [number].

    played: called with the number of each round.
    """
    order = np.random.default_rng(0).permutation(len(images))
    held = order[: max(1, int(HELD_OUT * len(images)))]
    seen = order[len(held) :]
    model = fit_classifier(images[seen], labels[seen], classes, seed=0, rounds=rounds, played=played)
    return TrainedClassifier(model=model, accuracy=accuracy_of(model, images[held], labels[held]), held_out=len(held))


def usual_rounds(number: int) -> int:
    """How many rounds a classifier of so many examples is trained."""
    return max(FEWEST_ROUNDS, min(ROUNDS, EPOCHS * number // BATCH))


def fit_classifier(
    images: NDArray[Any], labels: NDArray[Any], classes: int, *, seed: int, rounds: int,
    played: Callable[[int], None] = lambda _: None,
) -> keras.Model:  # fmt: skip
    """A classifier that has learned from all of the examples. rounds: of a batch of 128 each, with a rate that falls to 0."""
    keras.utils.set_random_seed(seed)
    model = classifier_network(images.shape[1:], classes)
    logits = keras.Model(model.inputs, model.outputs[1])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    teach(logits, images, labels, loss=loss, rate=RATE, rounds=rounds, seed=seed, played=played)
    return model


def accuracy_of(model: keras.Model, images: NDArray[Any], labels: NDArray[Any]) -> float:
    """The share of images whose most likely class is their label."""
    right = [
        np.asarray(model(images[i : i + BATCH], training=False)[1]).argmax(axis=1) == labels[i : i + BATCH]
        for i in range(0, len(images), BATCH)
    ]
    return float(np.concatenate(right).mean())


def classifier_network(shape: tuple[int, ...], classes: int) -> keras.Model:
    """The network with initial weights. shape: of an image."""
    images = keras.Input(shape, name="images")
    x = keras.layers.Rescaling(1 / 127.5, offset=-1.0)(images)
    side = min(shape[:2])
    for width in WIDTHS:
        x = keras.layers.Conv2D(width, 3, padding="same", use_bias=False)(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
        if side > LEAST_SIDE:
            x = keras.layers.MaxPooling2D(2, padding="same")(x)
            side = -(-side // 2)
    x = keras.layers.Flatten()(x) if side <= LEAST_SIDE else keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.3)(x)
    features = keras.layers.Dense(FEATURES, activation="relu", name="features")(x)
    logits = keras.layers.Dense(classes, name="logits")(features)
    return keras.Model(images, [features, logits], name="classifier")
