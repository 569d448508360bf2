"""Outputs of a generator, and images among them as pixels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tensorflow as tf

from gancompile.runtime.program import Program, ServedNetwork

Tensor = Any


def first_output(outputs: Any, network: ServedNetwork) -> Tensor:
    """The output of a network, or the first of several."""
    return outputs[network.output] if network.outputs else outputs


def output_as_pixels(values: Tensor, program: Program) -> Tensor:
    """The generator's images as uint8, from 0 to 255 over the range of the data; other outputs unchanged.

    values: [batch, height, width, channels] in the range of the data, or [batch, ...].
    """
    facts = program.example
    if len(program.generator.shape) != 3 or facts.get("low") is None or facts.get("high") is None:
        return values
    return as_pixels(values, facts)


def as_pixels(images: Tensor, facts: Mapping[str, Any]) -> Tensor:
    """Images as uint8, from 0 at `low` to 255 at `high`. images: [batch, height, width, channels]. Returns: the same shape."""
    low, high = facts["low"], facts["high"]
    scaled = (tf.cast(images, tf.float32) - low) * (255.0 / (high - low))
    return tf.cast(tf.clip_by_value(tf.round(scaled), 0.0, 255.0), tf.uint8)
