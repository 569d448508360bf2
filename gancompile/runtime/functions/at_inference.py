"""A network that runs as at inference wherever it stands."""

from __future__ import annotations

from typing import Any

import keras

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class InferenceModel(keras.Model):  # type: ignore[misc]
    """A functional model that is never in training: no dropout, and normalization by its moving statistics."""

    def call(self, inputs: Tensor, training: bool | None = None, mask: Tensor | None = None) -> Tensor:
        # A functional model hands its own mode on to all its layers, over the one that a layer was called with.
        return super().call(inputs, training=False, mask=mask)


def at_inference(network: keras.Model) -> keras.Model:
    """The same layers and weights as a model that runs as at inference in a network that is in training, too."""
    if isinstance(network, keras.Sequential):
        (inputs,), (outputs,) = network.inputs, network.outputs
    else:
        inputs, outputs = network.input, network.output
    return InferenceModel(inputs, outputs, name=network.name, trainable=network.trainable)
