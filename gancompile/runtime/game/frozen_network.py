"""Networks that are frozen for some updates."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import keras


@contextmanager
def frozen_networks(*networks: keras.Model) -> Iterator[None]:
    """Sets `trainable = False` on these networks within the context, and restores it for each layer afterwards."""
    layers = [layer for network in networks for layer in network._flatten_layers()]
    kept = [layer.trainable for layer in layers]
    for network in networks:
        network.trainable = False
    try:
        yield
    finally:
        for layer, trainable in zip(layers, kept, strict=True):
            layer.trainable = trainable
