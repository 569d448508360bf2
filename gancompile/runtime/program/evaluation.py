"""What is measured of a game, by what, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """kind: of the samples: images, vectors, rows, sounds, series or lines. given: what there is of what metrics need.

    metrics: by name, with their arguments. features: the feature network, None for lines of text. settings: `samples`, `reals` and the
    like. example, label: the fields that samples are compared with, and of their classes. held_out: the field of examples that training
    does not see. statistics: a file with moments of the data's features. every: rounds between evaluations on the way; None for the end
    alone. best: the number by which the best checkpoint is chosen. is_asked_for: whether a build evaluates at its end.
    """

    kind: str
    given: Sequence[str]
    metrics: Mapping[str, Mapping[str, Any]]
    features: str | None
    feature_arguments: Mapping[str, Any]
    settings: Mapping[str, Any]
    example: str
    label: str | None
    held_out: str | None
    statistics: str | None
    every: int | None
    best: str | None
    is_asked_for: bool
