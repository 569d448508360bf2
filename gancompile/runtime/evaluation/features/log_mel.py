"""A logarithmic mel spectrum as the features of a sound."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from gancompile.runtime.evaluation.examples import Values
from gancompile.runtime.evaluation.features.feature_network import Answer, FeatureNetwork
from gancompile.runtime.evaluation.features.situation import Situation

FRAME_SECONDS, STEP_SECONDS = 0.064, 0.016
LOWEST_HERTZ = 40.0
SILENCE = 1e-5


def make(arguments: dict[str, Any], situation: Situation) -> FeatureNetwork:
    """Mean and deviation over time of each band's logarithm, and of its change from frame to frame: 4 numbers a band.

    Frames of 64 ms, 16 ms apart, with a Hann window; a shorter sound is one frame.
    """
    assert situation.encoding is not None
    rate, bands = int(situation.encoding["rate"]), int(arguments.get("bands", 64))
    window = next(iter(situation.reals.read())).array.shape[1]
    frame = min(int(FRAME_SECONDS * rate), window)
    step = max(1, min(int(STEP_SECONDS * rate), frame))
    bins = 2 ** int(np.ceil(np.log2(frame))) // 2 + 1
    weights = tf.signal.linear_to_mel_weight_matrix(bands, bins, rate, min(LOWEST_HERTZ, rate / 8), rate / 2)

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
    def features(sounds: Any) -> Any:
        spectrum = tf.abs(tf.signal.stft(sounds, frame, step, 2 * (bins - 1)))
        logarithm = tf.math.log(tf.linalg.matmul(spectrum, weights) + SILENCE)
        changes = logarithm[:, 1:] - logarithm[:, :-1]
        changes = tf.pad(changes, [[0, 0], [0, tf.cast(tf.shape(changes)[1] == 0, tf.int32)], [0, 0]])
        return tf.concat([part for one in (logarithm, changes) for part in _moments(one)], axis=1)

    def apply(values: Values) -> Answer:
        sounds = np.asarray(values, np.float32)
        return Answer(features=features(tf.constant(sounds.mean(axis=2))).numpy())

    described = {"bands": bands, "rate": rate, "frame": frame, "step": step}
    return FeatureNetwork(name="log_mel", apply=apply, described=described)


def _moments(values: Any) -> tuple[Any, Any]:
    mean, variance = tf.nn.moments(values, [1])
    return mean, tf.sqrt(variance + 1e-8)
