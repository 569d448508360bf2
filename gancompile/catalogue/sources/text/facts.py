"""The facts of a text of one example per line: the number of lines, their length and the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.path import file_or_builtin
from gancompile.catalogue.sources.source_facts import SourceFacts, SourceProblem
from gancompile.catalogue.sources.text.builtin import BUILTIN
from gancompile.catalogue.sources.text.field import field_of_lines

MOST_BYTES = 2**30


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """`text` [length, vocabulary] one-hot, for each line that is not blank."""
    path = file_or_builtin(arguments, base, BUILTIN, "names.txt")
    if isinstance(path, SourceProblem):
        return path
    if path.stat().st_size > MOST_BYTES:
        message = f"`{path.name}` has {path.stat().st_size:,} bytes, and a text is read at once: {MOST_BYTES:,} at most"
        return SourceProblem(
            position=ArgumentPosition("file"),
            message=message,
            help="split it, or write it as records: `source: tfrecord`",
        )
    try:
        lines = [stripped for line in path.read_text(encoding="utf-8-sig").splitlines() if (stripped := line.strip())]
    except (OSError, UnicodeDecodeError) as error:
        return SourceProblem(
            position=ArgumentPosition("file"), message=f"`{path.name}` cannot be read as a text: {error}"
        )
    if not lines:
        return SourceProblem(position=ArgumentPosition("file"), message=f"`{path.name}` holds no lines")
    field = field_of_lines(lines, arguments, path.name)
    if isinstance(field, SourceProblem):
        return field
    return SourceFacts(fields={"text": field}, count=len(lines), files=(str(path),))
