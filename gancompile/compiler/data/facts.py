"""Facts about data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFacts:
    """One named field of an example.

    shape: per example, None for a size that is not known. dtype: `float32`, `uint8` or `int32`. low, high: the native
    range of its values, where known. classes: how many labels there are, for a field of labels. encoding: plain data by
    which the runtime makes the numbers of rows, sounds and lines, and makes those of numbers again.
    """

    shape: tuple[int | None, ...]
    dtype: str
    low: float | None = None
    high: float | None = None
    classes: int | None = None
    encoding: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """What is known of a source.

    fields: the example first. count: how many examples, None where they are drawn anew. files: absolute paths that it
    stands on.
    """

    fields: dict[str, FieldFacts]
    count: int | None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProblem:
    """A mistake, told as a value. argument: the argument or step at fault, or the entry of one
    as in `folders.mask`; None for the source itself.
    """

    argument: str | None
    message: str
    help: str | None = None


def is_label(field: FieldFacts) -> bool:
    """Whether a field is one whole number an example."""
    return not field.shape and field.dtype == "int32"


def told_fields(fields: Mapping[str, FieldFacts]) -> str:
    """The fields with their shapes, in words."""
    return ", ".join(f"`{name}` {list(field.shape)}" for name, field in fields.items())


def field_of(shape: tuple[int, ...], dtype: str) -> FieldFacts:
    """The field that the runtime makes of values of a type, uint8, int32 or float32.

    Bytes stay bytes, but for labels; images of one channel without an axis for it get one.
    """
    if dtype == "uint8" and shape:
        return FieldFacts(shape=(*shape, 1) if len(shape) == 2 else shape, dtype=dtype, low=0, high=255)
    return FieldFacts(shape=shape, dtype="int32" if dtype == "uint8" else dtype)


def example_first(fields: dict[str, FieldFacts]) -> dict[str, FieldFacts]:
    """The same fields, those that are single numbers (labels) after the others."""
    return dict(sorted(fields.items(), key=lambda item: not item[1].shape))
