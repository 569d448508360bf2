"""Examples of one input, as a person gave them: read when they are needed, taken in turn where more are wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Examples of an input.

    count: of the examples. read: from numbers below it to the examples, [n, ...]. texts: of each example, for a table; empty where none
    says more than its number. stems: the names of the files that they were read from, without suffix. classes: the name of the class of
    each example, where they are of several. counts: whether there should be as many samples as examples.
    """

    count: int
    read: Callable[[Sequence[int]], NDArray[Any]]
    texts: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    counts: bool = False

    def take(self, numbers: Sequence[int]) -> NDArray[Any]:
        """The examples of these samples, in turn: [n, ...]."""
        return self.read([number % self.count for number in numbers])

    def text(self, number: int) -> str:
        """What the example of a sample is, in words."""
        return self.texts[number % self.count] if self.texts else str(number % self.count)


def array_rows(values: NDArray[Any], *, texts: Sequence[str] = (), counts: bool = False) -> Rows:
    """The rows of an array."""
    return Rows(count=len(values), read=lambda numbers: values[np.asarray(numbers)], texts=tuple(texts), counts=counts)
