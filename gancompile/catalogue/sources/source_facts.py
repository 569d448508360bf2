"""The facts of data that the compiler works with: fields, shapes, ranges, counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFacts:
    """One named field of an example.

    shape: per example, None for a size that is not known. dtype: `float32`, `uint8` or `int32`. low, high: the range of its
    values, where known. classes: the number of classes, for a field of labels. class_names: of all of them in order, where they
    have names. encoding: plain data by which the runtime encodes rows, sounds and lines as numbers, and decodes generated numbers.
    """

    shape: tuple[int | None, ...]
    dtype: str
    low: float | None = None
    high: float | None = None
    classes: int | None = None
    class_names: tuple[str, ...] = ()
    encoding: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """The examples of a source.

    fields: the example first. count: the number of examples, None where each is drawn anew. files: absolute paths that are
    read. mirrorable: whether a mirrored example is a valid one. remarks: on what works and is likely not meant.
    """

    fields: dict[str, FieldFacts]
    count: int | None
    files: tuple[str, ...] = ()
    mirrorable: bool = True
    remarks: tuple[SourceProblem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProblem:
    """A mistake in a source or a step, as a value.

    argument: the argument or step at fault, or an entry of one, as in `folders.mask`; None for the source itself.
    """

    argument: str | None
    message: str
    help: str | None = None


LABELLED = FieldFacts(shape=(), dtype="float32", low=0.0, high=1.0)
"""1 for an example with a known label; 0 for one without, whose label is set to 0."""


def is_label(field: FieldFacts) -> bool:
    """Whether a field is one whole number per example."""
    return not field.shape and field.dtype == "int32"


def listed_fields(fields: Mapping[str, FieldFacts]) -> str:
    """The fields with their shapes, for a message."""
    return ", ".join(f"`{name}` {list(field.shape)}" for name, field in fields.items())


def field_of(shape: tuple[int, ...], dtype: str) -> FieldFacts:
    """The field that the runtime makes of arrays of uint8, int32 or float32: labels become int32, and [height, width] gets a channel."""
    if dtype == "uint8" and shape:
        return FieldFacts(shape=(*shape, 1) if len(shape) == 2 else shape, dtype=dtype, low=0, high=255)
    return FieldFacts(shape=shape, dtype="int32" if dtype == "uint8" else dtype)


def example_first(fields: dict[str, FieldFacts]) -> dict[str, FieldFacts]:
    """The same fields, single numbers (labels) after the others."""
    return dict(sorted(fields.items(), key=lambda item: not item[1].shape))
