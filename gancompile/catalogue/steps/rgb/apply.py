"""Images of three channels."""

from __future__ import annotations

from dataclasses import dataclass

import tensorflow as tf

from gancompile.catalogue.sources.source import Tensor
from gancompile.catalogue.steps.step import Step, StepInput


@dataclass(frozen=True, slots=True)
class Rgb(Step):
    """Grey, with or without transparency, repeated as red, green and blue; of colours the first three channels."""

    enabled: bool

    def __call__(self, values: Tensor, given: StepInput) -> Tensor:
        """values: [n, height, width, channels]. Returns: [n, height, width, 3]."""
        return values[..., :3] if values.shape[3] >= 3 else tf.repeat(values[..., :1], 3, axis=3)
