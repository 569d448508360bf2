"""A network of `keras.applications`."""

from __future__ import annotations

import contextlib
import inspect
import io
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from gancompile.runtime.evaluation.examples import Values
from gancompile.runtime.evaluation.features.feature_network import (
    Answer,
    FeatureError,
    FeatureNetwork,
    as_colour,
    weights_digest,
)
from gancompile.runtime.evaluation.features.resized import resized
from gancompile.runtime.evaluation.features.situation import Situation

USUAL_SIZE = 224


def make(arguments: dict[str, Any], situation: Situation) -> FeatureNetwork:
    """The pooled output without the classes, of images resized to 224x224, or 299x299 for the Inception networks.

    Raises FeatureError for a name that Keras does not know, and for weights that cannot be had.
    """
    del situation
    build = _builder(str(arguments["name"]))
    module = inspect.getmodule(build)
    try:
        side = _side(build)
        # Keras prints where it downloads from, and a bar of its own.
        with contextlib.redirect_stdout(io.StringIO()):
            model = build(
                include_top=False,
                weights=arguments.get("file") or "imagenet",
                pooling="avg",
                input_shape=(side, side, 3),
            )
    except Exception as error:  # Keras raises a bare Exception where a download fails
        reason = str(error).splitlines()[0]
        raise FeatureError(
            f"the weights of `{arguments['name']}` cannot be had: {reason}; `file` names a file that was downloaded elsewhere"
        ) from error
    size = (side, side)
    preprocess = getattr(module, "preprocess_input", lambda values: values)
    call = tf.function(lambda values: model(preprocess(values), training=False), reduce_retracing=True, autograph=False)
    return FeatureNetwork(
        name=f"application {arguments['name']}",
        apply=lambda values: Answer(features=call(tf.constant(_prepared(values, size))).numpy()),
        described={
            "weights": weights_digest(np.asarray(one) for one in model.get_weights()),
            "takes": f"{size[0]}x{size[1]}, bicubic with antialias, and its own preprocessing",
        },
    )


def _prepared(values: Values, size: tuple[int, int]) -> Any:
    return np.asarray(resized(as_colour(np.asarray(values, np.float32)), size))


def _builder(name: str) -> Any:
    known = {
        key: one for key, one in vars(keras.applications).items() if callable(one) and "weights" in _parameters(one)
    }
    plain = name.replace("_", "").lower()
    found = next((one for key, one in known.items() if key.lower() == plain), None)
    if found is None:
        raise FeatureError(f"`keras.applications` has no `{name}`; it has {', '.join(sorted(known))}")
    return found


def _parameters(function: Any) -> Any:
    try:
        return inspect.signature(function).parameters
    except (TypeError, ValueError):
        return {}


def _side(build: Any) -> int:
    """The side of the images that a network takes."""
    return {"InceptionV3": 299, "Xception": 299, "InceptionResNetV2": 299}.get(build.__name__, USUAL_SIZE)
