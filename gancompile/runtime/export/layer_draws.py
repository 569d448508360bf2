"""Draws of layers in inference, put in place of by other values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import keras

Tensor = Any
Draw = Callable[[keras.layers.Layer, Sequence[Any]], Tensor]


@contextmanager
def replaced_draws(networks: Sequence[keras.Model], draw: Draw) -> Iterator[None]:
    """Layers that draw in inference take the values of `draw`, a function of the layer and the shape, while the context lasts.

    These are the layers with an `inference_draw`, which draw by their method `draw`.
    """
    layers = {
        id(layer): layer for one in networks for layer in one._flatten_layers() if hasattr(layer, "inference_draw")
    }
    for layer in layers.values():
        layer.draw = partial(draw, layer)
    try:
        yield
    finally:
        for layer in layers.values():
            del layer.draw
