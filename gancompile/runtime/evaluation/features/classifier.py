"""A classifier that is trained on the labels of the data itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from gancompile.runtime.evaluation.examples import Values
from gancompile.runtime.evaluation.features.classifier_file import ClassifierNotes, read_classifier, write_classifier
from gancompile.runtime.evaluation.features.feature_network import Answer, FeatureError, FeatureNetwork, weights_digest
from gancompile.runtime.evaluation.features.image_classifier import train_classifier, usual_rounds
from gancompile.runtime.evaluation.features.situation import Situation
from gancompile.runtime.evaluation.listener import Listener

SECONDS_BETWEEN_SENTENCES = 8.0


def make(arguments: dict[str, Any], situation: Situation) -> FeatureNetwork:
    """The last but one layer of a small convolution network, and its classes.

    Without `file`, it is trained once for a build and its data, and kept in its folder. Raises FeatureError for a file of other images
    or classes.
    """
    given = arguments.get("file")
    path = Path(given) if given else situation.folder / f"classifier-{situation.data[:12]}.keras"
    if not given and not path.exists():
        train_to(path, situation)
    model, notes = read_classifier(path)
    _check(path, model, situation)
    call = tf.function(lambda images: model(images, training=False), reduce_retracing=True, autograph=False)

    def apply(values: Values) -> Answer:
        features, logits = call(tf.constant(np.asarray(values, np.float32)))
        return Answer(features=features.numpy(), probabilities=tf.nn.softmax(logits).numpy())

    digest = weights_digest(np.asarray(one) for one in model.get_weights())
    right = f"right about {notes.accuracy:.1%} of {notes.held_out:,} held-out examples of {notes.trained_on}"
    return FeatureNetwork(
        name="classifier",
        apply=apply,
        described={"weights": digest, "takes": "pixels of the size of the data"},
        remarks=(f"the classifier is {right}",),
    )


def train_to(
    path: Path, situation: Situation, names: tuple[str, ...] = (), trained_on: str = "the data"
) -> ClassifierNotes:
    """Trains a classifier on the real examples of a situation and writes it. Raises FeatureError where they have no labels."""
    reals = situation.reals.first()
    if isinstance(reals.values, Mapping) or reals.array.ndim != 4:
        raise FeatureError("the examples are no images, which a classifier is for")
    if reals.labels is None or not situation.classes:
        raise FeatureError("the data has no labels, which a classifier is trained on")
    rounds = usual_rounds(len(reals))
    situation.listener.message(f"training a classifier on the labels of the data, {rounds:,} rounds")
    trained = train_classifier(
        reals.array, reals.labels, situation.classes, rounds=rounds, played=_progress(rounds, situation.listener)
    )
    notes = ClassifierNotes(
        accuracy=trained.accuracy,
        held_out=trained.held_out,
        classes=names or tuple(map(str, range(situation.classes))),
        trained_on=trained_on,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_classifier(path, trained.model, notes)
    return notes


def _progress(rounds: int, listener: Listener) -> Callable[[int], None]:
    """A sentence every few seconds."""
    reported = time.monotonic()

    def played(round: int) -> None:
        nonlocal reported
        listener.advanced(0)
        if time.monotonic() - reported >= SECONDS_BETWEEN_SENTENCES:
            listener.message(f"the classifier: round {round:,} of {rounds:,}")
            reported = time.monotonic()

    return played


def _check(path: Path, model: keras.Model, situation: Situation) -> None:
    """Raises FeatureError where a classifier does not suit the data."""
    size = next(iter(situation.reals.read())).array.shape[1:]
    taken = tuple(model.inputs[0].shape[1:])
    if taken != size:
        raise FeatureError(f"`{path}` takes images of {_size(taken)}, and these are {_size(size)}")
    classes = model.outputs[1].shape[-1]
    if situation.classes is not None and classes != situation.classes:
        raise FeatureError(f"`{path}` knows {classes} classes, and the data has {situation.classes}")


def _size(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))
