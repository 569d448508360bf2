"""Initializers for several weights of one layer."""

from __future__ import annotations

from typing import Any

import keras


def fresh(initializer: Any, index: int) -> Any:
    """A copy of the initializer for the weight of that index: one Keras initializer draws the same values at each call."""
    if not isinstance(initializer, keras.initializers.Initializer):
        return initializer
    config = initializer.get_config()
    if isinstance(config.get("seed"), int):
        config["seed"] += index
    return type(initializer).from_config(config)
