"""The facts of the arrays of a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.numpy_header import Header
from gancompile.catalogue.sources.source_facts import SourceFacts, SourceProblem, example_first, field_of


def array_facts(headers: Mapping[str, Header], path: Path) -> SourceFacts | SourceProblem:
    """The facts of arrays that count examples along the first axis. path: of their file."""
    if not headers:
        return SourceProblem(position=ArgumentPosition("file"), message=f"`{path.name}` holds no arrays")
    for name, (_, shape) in headers.items():
        if not shape:
            message = f"array `{name}` of `{path.name}` is a single number, not a row of examples"
            return SourceProblem(position=ArgumentPosition("file"), message=message)
    counts = {name: shape[0] for name, (_, shape) in headers.items()}
    if len(set(counts.values())) > 1:
        counted = ", ".join(f"`{name}` {count}" for name, count in counts.items())
        return SourceProblem(
            position=ArgumentPosition("file"),
            message=f"the arrays of `{path.name}` have different numbers of examples: {counted}",
            help="choose those that belong together: `fields: {image: x_train, label: y_train}`",
        )
    if not next(iter(counts.values())):
        return SourceProblem(position=ArgumentPosition("file"), message=f"the arrays of `{path.name}` hold no examples")
    fields = {name: field_of(shape[1:], dtype) for name, (dtype, shape) in headers.items()}
    return SourceFacts(fields=example_first(fields), count=next(iter(counts.values())), files=(str(path),))
