"""The facts of data that the compiler works with: fields, shapes, ranges, counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gancompile.catalogue.sources.argument_position import ArgumentPosition


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFacts:
    """One named field of an example.

    shape: per example, None for a size that is not known. dtype: `float32`, `uint8` or `int32`. low, high: the range of its
    values, where known. classes: the number of classes, for a field of labels: the largest label and 1. class_names: of all of
    them in order, where they have names; or of the numbers of a vector, such as attributes. values: the labels that there are, in
    order, where that is known. encoding: plain data by which the runtime encodes rows, sounds and lines as numbers, and decodes
    generated numbers. transparent: whether it has transparent pixels, which are laid over a colour that nobody has chosen. cut:
    whether it has more than 8 bits of depth, of which 8 are read. deep: whether all of them are, as real numbers of no known range.
    sizes: [height, width] of the image files whose headers are read, as the source has them: what a warning is about,
    not what an example is.
    """

    shape: tuple[int | None, ...]
    dtype: str
    low: float | None = None
    high: float | None = None
    classes: int | None = None
    class_names: tuple[str, ...] = ()
    values: tuple[int, ...] | None = None
    encoding: Mapping[str, Any] | None = None
    transparent: bool = False
    cut: bool = False
    deep: bool = False
    sizes: tuple[tuple[int, int], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """The examples of a source.

    fields: the example first. count: the number of examples, None where each is drawn anew. files: absolute paths that are
    read. mirrorable: whether a mirrored example is a valid one. passed_over: the number of other files with data by their ending.
    skipped: files that cannot be read, and that the spec says to leave out. unclassed: images beside the sub-folders in which most of
    them lie, so that none has a label. remarks: on what works and is likely not meant. streamed: whether examples are read one after
    the other, so that they have no index, and what is not known of them before cannot be measured.
    """

    fields: dict[str, FieldFacts]
    count: int | None
    files: tuple[str, ...] = ()
    mirrorable: bool = True
    passed_over: Mapping[str, int] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    unclassed: tuple[str, ...] = ()
    remarks: tuple[SourceProblem, ...] = ()
    streamed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProblem:
    """A mistake in a source or a step, as a value.

    position: None for the source itself. also: further mistakes that were found with it.
    """

    position: ArgumentPosition | None
    message: str
    help: str | None = None
    also: tuple[SourceProblem, ...] = ()


LABELLED = FieldFacts(shape=(), dtype="float32", low=0.0, high=1.0)
"""1 for an example with a known label; 0 for one without, whose label is set to 0."""


def is_label(facts: FieldFacts) -> bool:
    """Whether a field is one whole number per example."""
    return not facts.shape and facts.dtype == "int32"


def listed_fields(fields: Mapping[str, FieldFacts]) -> str:
    """The fields with their shapes, for a message."""
    return ", ".join(f"`{name}` {list(facts.shape)}" for name, facts in fields.items())


def field_of(shape: tuple[int, ...], dtype: str) -> FieldFacts:
    """The field that the runtime makes of arrays of uint8, int32 or float32: labels become int32, and [height, width] gets a channel."""
    if dtype == "uint8" and shape:
        return FieldFacts(shape=(*shape, 1) if len(shape) == 2 else shape, dtype=dtype, low=0, high=255)
    return FieldFacts(shape=shape, dtype="int32" if dtype == "uint8" else dtype)


def example_first(fields: dict[str, FieldFacts]) -> dict[str, FieldFacts]:
    """The same fields, single numbers (labels) after the others."""
    return dict(sorted(fields.items(), key=lambda item: not item[1].shape))
