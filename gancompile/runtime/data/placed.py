"""A source in an order of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gancompile.catalogue.sources.source import Batch, Ranges, Source, Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The examples of a source by their positions in the endless sequence. order: from positions to indices."""

    of: Source
    order: Callable[[Tensor], Tensor]

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields, the example first."""
        return self.of.fields

    @property
    def count(self) -> None:
        """None: a position is no index."""
        return

    @property
    def ranges(self) -> Ranges:
        """The ranges of the source."""
        return self.of.ranges

    def gather(self, indices: Tensor, seed: Tensor) -> Batch:
        """The examples at these positions: [n, ...] each."""
        return self.of.gather(self.order(indices), seed)
