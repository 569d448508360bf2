"""The sum over all steps."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from gancompile.runtime.layers.input_shape import ranked
from gancompile.runtime.layers.precision import narrow, widen

Tensor = Any
AXES = (1,)


@keras.saving.register_keras_serializable("gancompile")
class GlobalSumPooling1D(keras.layers.Layer):  # type: ignore[misc]
    """The sum of each channel over all steps; of mixed precision, in float32.

    Input: [batch, steps, channels]. Output: [batch, channels], or [batch, 1, channels] where the axes are kept.
    Source: as `global_sum_pooling2d`, of sequences. Differs: there are no such sequences there.

    Args:
        keepdims: Boolean, whether to keep the spatial axes with size 1.
    """

    def __init__(self, keepdims: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.keepdims = bool(keepdims)

    def build(self, input_shape: Any) -> None:
        ranked(self, input_shape, 3)

    def call(self, x: Tensor) -> Tensor:
        return narrow(ops.sum(widen(x, self), axis=AXES, keepdims=self.keepdims), self)

    def compute_output_shape(self, input_shape: Any) -> Any:
        kept = (1,) * len(AXES) if self.keepdims else ()
        return (input_shape[0], *kept, input_shape[-1])

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "keepdims": self.keepdims}
