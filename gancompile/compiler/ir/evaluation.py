"""What is measured of a game, by what, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gancompile.compiler.diagnostics import NOWHERE, Span
from gancompile.compiler.ir.curve import Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A metric of the catalogue with the arguments that the spec gives."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """kind: of the samples: images, vectors, rows, sounds, series or lines. given: what there is of what metrics need.

    features: the feature network with its arguments. every: how often while training, None for the end alone; every_rounds: the same in
    rounds, once the schedule is known. best: the number by which the best checkpoint is chosen. settings: `samples`, `reals`, `repeats`
    and the like as the spec says them, or by default. example, label: the fields of the data that samples are compared with, and of
    their classes. held_out: the field of examples that training does not see. is_asked_for: whether the spec has the section, so
    that a build evaluates at its end.
    """

    kind: str
    given: tuple[str, ...]
    metrics: tuple[Metric, ...]
    features: str | None
    feature_arguments: Mapping[str, Any]
    settings: Mapping[str, Any]
    example: str
    label: str | None = None
    held_out: str | None = None
    statistics: str | None = None
    every: Duration | None = None
    every_rounds: int | None = None
    best: str | None = None
    is_asked_for: bool = False
