"""A fixed convolution network with random weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.runtime.evaluation.examples import Values
from gancompile.runtime.evaluation.features.feature_network import Answer, FeatureNetwork, weights_digest
from gancompile.runtime.evaluation.features.situation import Situation

WIDTH = 64
LEAST_SIDE = 4
"""Blocks follow each other until the smaller side of an image is so long."""
SLOPE = 0.2
Tensor = Any


def make(arguments: dict[str, Any], situation: Situation) -> FeatureNetwork:
    """Blocks of a 3x3 convolution, leaky ReLU and average pooling, with weights of a seed and one variance (He et al. 2015).

    Features are the mean and the deviation of each channel of each block, and the last block in a grid of 2x2. A kernel over
    random features knows distributions apart; their scale is that of no other network.
    """
    size = next(iter(situation.reals.read())).array.shape[1:]
    kernels = random_kernels(size, int(arguments.get("seed", 0)))
    weights = [tf.constant(kernel) for kernel in kernels]

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
    def features(images: Tensor) -> Tensor:
        return random_features(images, weights)

    def apply(values: Values) -> Answer:
        return Answer(features=features(tf.constant(np.asarray(values, np.float32))).numpy())

    described = {"weights": weights_digest(kernels), "takes": "pixels of the size of the data, from -1 to 1"}
    return FeatureNetwork(name="random", apply=apply, described=described)


def random_kernels(size: tuple[int, ...], seed: int) -> list[NDArray[np.float32]]:
    """The kernels of all blocks. size: of an image, [height, width, channels]."""
    # The generator of NumPy whose numbers are the same in all of its versions.
    random = np.random.RandomState(seed)
    made: list[NDArray[np.float32]] = []
    side, channels = min(size[:2]), size[2]
    while side > LEAST_SIDE or not made:
        scale = np.sqrt(2.0 / ((1 + SLOPE**2) * 9 * channels))
        made.append((random.standard_normal((3, 3, channels, WIDTH)) * scale).astype(np.float32))
        side, channels = side // 2, WIDTH
    return made


def random_features(images: Tensor, kernels: list[Tensor]) -> Tensor:
    """images: [number, height, width, channels] from 0 to 255. Returns: [number, features]."""
    x, found = images / 127.5 - 1.0, []
    for kernel in kernels:
        x = tf.nn.leaky_relu(tf.nn.conv2d(x, kernel, 1, "SAME"), SLOPE)
        mean, variance = tf.nn.moments(x, [1, 2])
        found += [mean, tf.sqrt(variance + 1e-8)]
        x = tf.nn.avg_pool2d(x, 2, 2, "SAME")
    height, width = x.shape[1], x.shape[2]
    grid = tf.nn.avg_pool2d(x, [-(-height // 2), -(-width // 2)], [-(-height // 2), -(-width // 2)], "SAME")
    return tf.concat([*found, tf.reshape(grid, [tf.shape(grid)[0], -1])], axis=1)
