"""Facts about data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFacts:
    """One named field of an example.

    shape: per example, None for a size that is not known. low, high: the native range of its values, where known. classes: how many
    labels there are, for a field of labels.
    """

    shape: tuple[int | None, ...]
    dtype: str
    low: float | None = None
    high: float | None = None
    classes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """fields: the example first. count: how many examples, None where they are drawn anew. files: absolute paths it stands on."""

    fields: Mapping[str, FieldFacts]
    count: int | None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProblem:
    """A mistake, told as a value. argument: the argument or step at fault, None for the source itself."""

    argument: str | None
    message: str
    help: str | None = None
