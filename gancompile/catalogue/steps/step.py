"""A step of a data pipeline, applied to a batch of one field."""

from __future__ import annotations

from dataclasses import dataclass

from gancompile.catalogue.sources.source import Tensor

Ends = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepInput:
    """The context of a step, beside the values.

    range: of the values, where it is known. rounded: whether resized bytes stay bytes. positions: [n] int64, of the examples in
    the endless sequence, for random steps. seed: of the pipeline.
    """

    range: Ends | None
    rounded: bool
    positions: Tensor
    seed: int


class Step:
    """A step. Random ones have an index `draw`, by which the numbers of two steps are independent."""

    def __call__(self, values: Tensor, given: StepInput) -> Tensor:
        """The values after the step: [n, ...]."""
        raise NotImplementedError

    def range_after(self, before: Ends) -> Ends:
        """The range of the values after the step."""
        return before
