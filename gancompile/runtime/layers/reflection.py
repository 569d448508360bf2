"""Margins by reflection at the edge."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from gancompile.runtime.layers.margins import MarginLayer

Tensor = Any


class ReflectionLayer(MarginLayer):
    """Margins that mirror the example at its edge, which is not repeated: d c b | a b c d | c b a."""

    def build(self, input_shape: Any) -> None:
        super().build(input_shape)
        for size, pair in zip(input_shape[1:-1], self.padding, strict=True):
            if size is not None and max(pair) >= size:
                raise ValueError(
                    f"A reflection of {max(pair)} needs a size of {max(pair) + 1} or more. "
                    f"Received: padding={self.padding}, input_shape={input_shape}"
                )

    def call(self, x: Tensor) -> Tensor:
        return tf.pad(x, [(0, 0), *self.padding, (0, 0)], "REFLECT")
