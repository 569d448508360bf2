"""Exponential moving averages of networks."""

from __future__ import annotations

from typing import Any

import keras

Tensor = Any


def copy_weights(source: keras.Model, target: keras.Model) -> None:
    """Assigns all weights of one network to another of the same architecture."""
    for copy, weight in zip(target.weights, source.weights, strict=True):
        copy.assign(weight)


def update_average(average: keras.Model, network: keras.Model, decay: Tensor | float) -> None:
    """average * decay + weight * (1 - decay), for all weights, moving statistics included."""
    for copy, weight in zip(average.weights, network.weights, strict=True):
        copy.assign(copy.value + (1.0 - decay) * (weight.value - copy.value))
