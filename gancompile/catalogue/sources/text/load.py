"""Lines of a text as one-hot tokens."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.array_source import ArraySource, array_source
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.text.builtin import BUILTIN
from gancompile.catalogue.sources.text.encode import encode_lines


def load(
    encoding: Mapping[str, Any], file: str | None = None, builtin: str | None = None, **encoded: Any
) -> ArraySource:
    """The lines of a file: text [count, length, vocabulary] float32. encoding: of the facts, which has the arguments `encoded`.

    Raises DataError.
    """
    del encoded
    path = BUILTIN[builtin] if builtin else Path(str(file))
    try:
        lines = [one for line in path.read_text(encoding="utf-8-sig").splitlines() if (one := line.strip())]
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"`{path}` cannot be read as a text: {error}") from error
    if not lines:
        raise DataError(f"`{path}` holds no lines")
    tokens = encode_lines(lines, encoding, path)
    return array_source({"text": tokens}, path, vocabularies={"text": len(encoding["vocabulary"])})
