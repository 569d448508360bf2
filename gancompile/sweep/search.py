"""A search: what is varied between which ends, what is better, and how runs are ended early."""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gancompile.compiler.syntax.flow_text import flow_text

TRIES = 100
"""Draws for each combination that is wanted, before it is given up that there are so many different ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """Where the values of a key come from. kind: see `search_schema`. values: both ends, or the choices."""

    key: str
    kind: str
    values: tuple[Any, ...]

    def draw(self, source: random.Random) -> str:
        """A value as YAML; numbers that are not whole have four digits."""
        low, high = self.values[0], self.values[-1]
        match self.kind:
            case "choice":
                return flow_text(source.choice(self.values))
            case "randint":
                return str(source.randint(low, high))
            case "lograndint":
                return str(min(high, int(_between(math.log(low), math.log(high + 1), source))))
            case "loguniform":
                return _text(_between(math.log(low), math.log(high), source), low, high)
            case _:
                return _text(source.uniform(low, high), low, high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asha:
    """Asynchronous successive halving: of the runs that have come so far, one of `reduction_factor` goes on.

    Source: Li et al. 2020 (arXiv 1810.05934).
    """

    grace_rounds: int
    reduction_factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """rounds: of a whole training. plain: the file as data."""

    distributions: tuple[Distribution, ...]
    metric: str
    is_higher_better: bool
    runs: int
    seeds: int
    draw_seed: int
    rounds: int
    asha: Asha | None
    plain: Mapping[str, Any]

    def points(self) -> list[tuple[str, ...]]:
        """The combinations, all different: fewer than `runs` where there are not so many. More runs begin with the same ones."""
        source = random.Random(self.draw_seed)
        found: dict[tuple[str, ...], None] = {}
        for _ in range(TRIES * self.runs):
            found.setdefault(tuple(one.draw(source) for one in self.distributions))
            if len(found) == self.runs:
                break
        return list(found)

    def digest(self) -> str:
        """Of the file's meaning, eight digits."""
        return hashlib.sha256(json.dumps(self.plain, sort_keys=True).encode()).hexdigest()[:8]


def _between(low: float, high: float, source: random.Random) -> float:
    """A number whose logarithm lies between two."""
    return math.exp(source.uniform(low, high))


def _text(value: float, low: float, high: float) -> str:
    """A number of four digits, within its ends."""
    return repr(min(max(float(f"{value:.4g}"), float(low)), float(high)))
