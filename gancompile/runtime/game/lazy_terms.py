"""Terms of a loss that are computed in some rounds alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import tensorflow as tf

from gancompile.runtime.replicas import replicas

Tensor = Any


@dataclass(slots=True)
class LazyTerms:
    """On one device, a graph decides in each round whether a term is due. On several, where devices may exchange numbers within the term
    and TensorFlow allows that in no branch of a graph, each case is a graph of its own, and `due` says which is being traced.

    intervals: the numbers of rounds between which a term has been asked for so far.
    """

    intervals: set[int] = field(default_factory=set)
    _due: frozenset[int] | None = None

    def value(self, rounds: int, is_due: Tensor, term: Callable[[], Any], otherwise: Any) -> Any:
        """The term where it is due, in each round whose number is a multiple of `rounds`; `otherwise` in the others."""
        if replicas() == 1:
            return tf.cond(is_due, term, lambda: otherwise)
        self.intervals.add(rounds)
        return term() if self._due is None or rounds in self._due else otherwise

    @contextmanager
    def due(self, intervals: frozenset[int]) -> Iterator[None]:
        """Traces a round in which the terms of these intervals are due, and no others."""
        kept, self._due = self._due, intervals
        try:
            yield
        finally:
            self._due = kept

    def cases(self) -> list[frozenset[int]]:
        """The sets of intervals that can be due in one round: with 4 and 16, none, 4 alone, and both."""
        found = []
        for choice in product((False, True), repeat=len(self.intervals)):
            chosen = [interval for interval, is_chosen in zip(sorted(self.intervals), choice, strict=True) if is_chosen]
            first = math.lcm(*chosen)
            if not chosen or all(interval in chosen or first % interval for interval in self.intervals):
                found.append(frozenset(chosen))
        return found
