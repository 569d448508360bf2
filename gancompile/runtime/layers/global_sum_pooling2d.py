"""The sum over all positions."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from gancompile.runtime.layers.input_shape import ranked
from gancompile.runtime.layers.precision import narrow, widen

Tensor = Any
AXES = (1, 2)


@keras.saving.register_keras_serializable("gancompile")
class GlobalSumPooling2D(keras.layers.Layer):  # type: ignore[misc]
    """The sum of each channel over all positions; of mixed precision, in float32.

    Input: [batch, height, width, channels]. Output: [batch, channels], or [batch, 1, 1, channels] where the axes are kept.
    Source: Miyato and Koyama 2018 (arXiv 1802.05637), figure 14, and Brock et al. 2019 (arXiv 1809.11096), appendix B: a ReLU and this
    stand before the scores of the discriminator. Differs: not.

    Args:
        keepdims: Boolean, whether to keep the spatial axes with size 1.
    """

    def __init__(self, keepdims: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.keepdims = bool(keepdims)

    def build(self, input_shape: Any) -> None:
        ranked(self, input_shape, 4)

    def call(self, x: Tensor) -> Tensor:
        return narrow(ops.sum(widen(x, self), axis=AXES, keepdims=self.keepdims), self)

    def compute_output_shape(self, input_shape: Any) -> Any:
        kept = (1,) * len(AXES) if self.keepdims else ()
        return (input_shape[0], *kept, input_shape[-1])

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "keepdims": self.keepdims}
