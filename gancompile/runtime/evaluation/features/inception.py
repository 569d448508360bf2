"""InceptionV3 of 2015, by whose features FID is published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
from gancompile.runtime.evaluation.features.inception_weights import InceptionWeightsError, load_inception
from gancompile.runtime.evaluation.features.resize_for_inception import (
    clean_resize,
    legacy_resize,
    to_inception_range,
)
from gancompile.runtime.evaluation.features.situation import Situation


def make(arguments: dict[str, Any], situation: Situation) -> FeatureNetwork:
    """The 2,048 features before the classes, and the classes' probabilities without the bias, as published scores have them.

    Raises FeatureError for a file that `gancompile convert-inception` has not made.
    """
    del situation
    path, resize = Path(arguments["file"]), arguments.get("resize", "legacy")
    try:
        network = load_inception(path)
    except (InceptionWeightsError, OSError) as error:
        hint = "" if "convert-inception" in str(error) else "; `gancompile convert-inception` makes the file"
        raise FeatureError(f"`{path}`: {error}{hint}") from error

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
    def call(images: Any) -> Any:
        found = network(to_inception_range(images), training=False)
        return found["features"], tf.nn.softmax(found["logits_unbiased"])

    def apply(values: Values) -> Answer:
        colour = as_colour(np.asarray(values))
        images = clean_resize(colour) if resize == "clean" else legacy_resize(colour)
        features, probabilities = call(images)
        return Answer(features=features.numpy(), probabilities=probabilities.numpy())

    takes = "299x299, " + (
        "bicubic with antialias" if resize == "clean" else "bilinear without antialias, as TensorFlow 1"
    )
    digest = weights_digest(np.asarray(one) for one in network.get_weights())
    return FeatureNetwork(name="inception", apply=apply, described={"weights": digest, "takes": takes})
