"""The share of a worker in each element of a data set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Share:
    """One of `of` workers, numbered from 0, each of which reads and decodes an equal slice of every batch."""

    index: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.index < self.of:
            raise ValueError(f"there is no worker {self.index} of {self.of}")

    def places(self, batch: int, parts: int = 1) -> NDArray[np.int64]:
        """The places within an element of `parts` batches that are the worker's: the same slice of each, in order.

        Returns: [parts * batch / of]. Raises ValueError where the batch cannot be divided.
        """
        if batch % self.of:
            raise ValueError(f"a batch of {batch} examples cannot be divided among {self.of} workers")
        slices = np.arange(parts * batch, dtype=np.int64).reshape(parts, self.of, batch // self.of)
        return slices[:, self.index].reshape(-1)


WHOLE = Share(index=0, of=1)
"""The only worker, whose share is everything."""
