"""The sizes of images after the steps of a pipeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.image_files import ImageFiles, Size
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceProblem
from gancompile.catalogue.sources.stored_image import ImageFile
from gancompile.catalogue.steps.inspect import inspect_step
from gancompile.runtime.data.steps import Written


def sizes_after(
    source: ImageFiles, sizes: Mapping[str, Mapping[Size, ImageFile]], steps: Sequence[Written]
) -> dict[str, set[Size]]:
    """The sizes of each field after the steps. Raises DataError for an image from which a piece cannot be cut."""
    return {
        field: {size_after(field, source.channels[field], size, path, steps) for size, path in found.items()}
        for field, found in sizes.items()
    }


def size_after(field: str, channels: int, size: Size, path: ImageFile, steps: Sequence[Written]) -> Size:
    """The size of an image after the steps. path: of the first image of that size, for messages. Raises DataError."""
    facts = FieldFacts(shape=(*size, channels), dtype="uint8", low=0, high=255)
    for step in steps:
        ((kind, value),) = step.items()
        changed = inspect_step(facts, kind, value, field)
        if isinstance(changed, SourceProblem):
            help = f"; {changed.help}" if changed.help else ""
            raise DataError(f"`{path}` is {size[0]}x{size[1]}: {changed.message}{help}")
        facts = changed
    height, width, _ = facts.shape
    if height is None or width is None:
        raise DataError(f"the size of `{path}` after the steps is not known")
    return height, width
