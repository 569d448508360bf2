"""Rescaling of values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import tensorflow as tf

from gancompile.catalogue.sources.source import Tensor
from gancompile.catalogue.steps.step import Ends, Step, StepInput


@dataclass(frozen=True, slots=True)
class Range(Step):
    """The linear map of the values' range to another one, in float32. ends: [low, high]."""

    ends: Sequence[float]

    def __call__(self, values: Tensor, given: StepInput) -> Tensor:
        """values: [n, ...]."""
        if given.range is None:
            raise ValueError("`range` needs values with a known range")
        low, high = given.range
        scale = (self.ends[1] - self.ends[0]) / ((high - low) or 1.0)
        return (tf.cast(values, tf.float32) - low) * scale + self.ends[0]

    def range_after(self, before: Ends) -> Ends:
        """The ends."""
        del before
        return float(self.ends[0]), float(self.ends[1])
