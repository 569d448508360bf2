"""Draws of layers in inference, and what takes their place: values from a seed, or those that a caller gives."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count
from typing import Any

import keras
import tensorflow as tf

from gancompile.runtime.game.draw import DISTRIBUTIONS
from gancompile.runtime.game.named_state import layer_name

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


def seeded_draws(seed: Tensor) -> Draw:
    """Draws that are functions of a seed and of the name of each layer. seed: [] int64."""
    names: set[str] = set()

    def draw(layer: keras.layers.Layer, shape: Sequence[Any]) -> Tensor:
        name = name_of_draw(layer, names)
        names.add(name)
        key = tf.stack([tf.cast(seed, tf.int64), tf.constant(zlib.crc32(name.encode()), tf.int64)])
        return DISTRIBUTIONS[layer.inference_draw](tf.stack(list(shape)), key)

    return draw


def constant_draws() -> Draw:
    """Draws that are the same for every row and in every call, so that a latent stands for one image: StyleGAN2's noise mode `const`."""
    draw = seeded_draws(tf.constant(0, tf.int64))
    return lambda layer, shape: draw(layer, [1, *shape[1:]])


def name_of_draw(layer: keras.layers.Layer, taken: Collection[str]) -> str:
    """The name of a layer's draw: that of the layer, with a number behind it where it is taken."""
    kind = layer_name(layer, {})
    return next(one for number in count() if (one := f"{kind}_{number}" if number else kind) not in taken)
