"""A data source: named fields, addressed by the index of an example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

Tensor = Any
Batch = dict[str, Any]
Ranges = Mapping[str, tuple[float, float]]


class Source(Protocol):
    """Examples of named fields."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields, the example first."""
        ...

    @property
    def count(self) -> int | None:
        """The number of examples, None where each is drawn anew."""
        ...

    @property
    def ranges(self) -> Ranges:
        """The native range of each field, where it is known."""
        ...

    def gather(self, indices: Tensor, seed: Tensor) -> Batch:
        """The examples with these indices, or examples drawn from the seed.

        indices: [n] int64. seed: [2] int32. Returns: [n, ...] each.
        """
        ...
