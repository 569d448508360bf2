"""The precision of a network."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import keras

Build = Callable[..., keras.Model]


def in_precision(policy: str) -> Callable[[Build], Build]:
    """A decorator of a function that builds a network: its layers follow this dtype policy of Keras, unless they have a `dtype`.

    With `mixed_bfloat16` and `mixed_float16` they compute in 16 bits and keep their weights in float32.
    Source: Micikevicius et al. 2018 (arXiv 1710.03740), section 3.1.
    """

    def decorated(build: Build) -> Build:
        @wraps(build)
        def built(*arguments: Any, **settings: Any) -> keras.Model:
            kept = keras.config.dtype_policy()
            keras.config.set_dtype_policy(policy)
            try:
                return build(*arguments, **settings)
            finally:
                keras.config.set_dtype_policy(kept)

        return built

    return decorated
