"""A trained game that computes in float32."""

from __future__ import annotations

import keras


def compute_in_float32(game: keras.Model) -> None:
    """Lets the layers that compute in 16 bits compute in float32 from now on, with the same weights. Graphs traced before stay."""
    for layer in game._flatten_layers():
        if layer.compute_dtype in ("float16", "bfloat16"):
            layer.dtype_policy = keras.DTypePolicy("float32")
