"""The output layer of a projection discriminator."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from gancompile.runtime.layers.argument import integer
from gancompile.runtime.layers.input_shape import channels, pair, ranked
from gancompile.runtime.layers.precision import narrow, widen

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class ProjectionHead(keras.layers.Layer):  # type: ignore[misc]
    """The logit of a conditional critic: a dense layer, plus the inner product of the features with the label's embedding.

    Input: [features, label]: [batch, features] and integers in [0, classes), [batch]. Output: [batch, 1], a logit.
    Source: Miyato & Koyama 2018 (arXiv 1802.05637), eq. 4. Differs: not.

    Args:
        classes: Integer, the number of classes.
        use_bias: Boolean, whether the dense layer has a bias.
        kernel_initializer: Initializer for the kernel of the dense layer.
        embeddings_initializer: Initializer for the embeddings, one for each class.
        bias_initializer: Initializer for the bias.
    """

    def __init__(
        self,
        classes: int,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        embeddings_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.autocast = False
        self.classes = integer("classes", classes)
        self.use_bias = bool(use_bias)
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.embeddings_initializer = keras.initializers.get(embeddings_initializer)
        self.bias_initializer = keras.initializers.get(bias_initializer)

    def build(self, input_shape: Any) -> None:
        features, label = pair(self, input_shape, "label", first="features")
        ranked(self, features, 2)
        ranked(self, label, 1)
        size = channels(self, features)
        self.kernel = self._weight("kernel", (size, 1), self.kernel_initializer)
        self.embeddings = self._weight("embeddings", (self.classes, size), self.embeddings_initializer)
        self.bias = self._weight("bias", (1,), self.bias_initializer) if self.use_bias else None

    def _weight(self, name: str, shape: tuple[int, ...], initializer: Any) -> Any:
        return self.add_weight(name=name, shape=shape, initializer=initializer, autocast=False)

    def call(self, inputs: Any) -> Tensor:
        features, label = widen(inputs[0], self), ops.cast(inputs[1], "int32")
        embedded = widen(ops.take(self.embeddings, label, axis=0), self)
        logit = ops.matmul(features, widen(self.kernel, self)) + ops.sum(embedded * features, axis=1, keepdims=True)
        return narrow(logit if self.bias is None else logit + widen(self.bias, self), self)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return (input_shape[0][0], 1)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "classes": self.classes,
            "use_bias": self.use_bias,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
            "embeddings_initializer": keras.initializers.serialize(self.embeddings_initializer),
            "bias_initializer": keras.initializers.serialize(self.bias_initializer),
        }
