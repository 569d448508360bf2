"""The kernels of a wrapped layer."""

from __future__ import annotations

from typing import Any

import keras


def wrapped_kernels(layer: Any, wrapper: Any) -> list[tuple[Any, Any]]:
    """All kernels and tables of embeddings of a built layer, those of the layers within it too: (layer, variable) each."""
    found = []
    for owner in layer._flatten_layers():
        if getattr(owner, "lora_enabled", False):
            break
        found += [
            (owner, variable)
            for variable in owner._trainable_variables
            if variable.name.endswith("kernel") or variable.name == "embeddings"
        ]
    else:
        if found and not isinstance(layer, keras.layers.RNN | keras.layers.Bidirectional):
            return found
    raise ValueError(
        f"{type(wrapper).__name__} wraps a layer with kernels or a table of embeddings, without adapters. "
        f"Received: layer={layer} (of type {type(layer)})"
    )
