"""A network from a `.keras` file."""

from __future__ import annotations

from pathlib import Path
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


def make(arguments: dict[str, Any], situation: Situation) -> FeatureNetwork:
    """The output of a layer, averaged over places. Images of another size are resized, bicubic with antialias.

    Raises FeatureError for a file that cannot be read, a layer that it lacks, or examples that it does not take.
    """
    model = _cut(Path(arguments["file"]), arguments.get("layer"))
    taken = tuple(model.inputs[0].shape[1:])
    low, high = arguments.get("range", [-1.0, 1.0])
    first = next(iter(situation.reals.read())).array
    call = tf.function(lambda values: _flat(model(values, training=False)), reduce_retracing=True, autograph=False)

    def prepared(values: Values) -> Any:
        array = np.asarray(values, np.float32)
        if array.ndim != 4:
            return tf.constant(array)
        colour = as_colour(array) if taken[2] == 3 else array
        return low + resized(colour, taken[:2]) * ((high - low) / 255.0)

    try:
        call(prepared(first[:1]))
    except (ValueError, TypeError, IndexError, tf.errors.OpError) as error:
        reason = str(error).splitlines()[0]
        raise FeatureError(f"`{arguments['file']}` does not take these examples: {reason}") from error
    return FeatureNetwork(
        name="keras",
        apply=lambda values: Answer(features=call(prepared(values)).numpy()),
        described={
            "layer": model.layers[-1].name,
            "weights": weights_digest(np.asarray(one) for one in model.get_weights()),
            "takes": f"{list(taken)} from {low:g} to {high:g}, bicubic with antialias",
        },
    )


def _cut(path: Path, layer: str | None) -> keras.Model:
    """The network up to a layer; up to the last but one where None."""
    try:
        model = keras.models.load_model(path, compile=False)
    except (OSError, ValueError, TypeError) as error:
        raise FeatureError(f"`{path}` is no `.keras` file") from error
    names = [one.name for one in getattr(model, "layers", [])]
    if layer is not None and layer not in names:
        raise FeatureError(f"`{path}` has no layer `{layer}`; it has {', '.join(names)}")
    if not getattr(model, "inputs", None) or len(model.inputs) != 1 or len(names) < 2:
        raise FeatureError(f"`{path}` is no network of one input with layers")
    return keras.Model(model.inputs, model.get_layer(layer or names[-2]).output)


def _flat(values: Any) -> Any:
    """[number, features]: the mean over places."""
    found = values[0] if isinstance(values, list | tuple) else values
    axes = list(range(1, len(found.shape) - 1))
    return tf.cast(tf.reduce_mean(found, axis=axes) if axes else found, tf.float32)
