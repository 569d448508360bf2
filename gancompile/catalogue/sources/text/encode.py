"""Lines of a text as token numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.text.token import UNKNOWN


def encode_lines(lines: Sequence[str], encoding: Mapping[str, Any], origin: Any) -> NDArray[np.int32]:
    """Token numbers, cut or padded with 0: [lines, length]. origin: as for `line_encoder`. Raises DataError."""
    encode = line_encoder(encoding, origin)
    made = np.zeros((len(lines), encoding["length"]), np.int32)
    for row, line in zip(made, lines, strict=True):
        row[:] = encode(line)
    return made


def line_encoder(encoding: Mapping[str, Any], origin: Any) -> Callable[[str], NDArray[np.int32]]:
    """A function from a line to its token numbers, cut or padded with 0: [length].

    origin: a file or another name of the lines, for messages. The function raises DataError for a token that is not in the vocabulary.
    """
    numbers = {token: number for number, token in enumerate(encoding["vocabulary"])}
    length, is_words = encoding["length"], encoding["tokens"] == "words"

    def encode(line: str) -> NDArray[np.int32]:
        tokens = (line.split() if is_words else list(line))[:length]
        made = np.zeros(length, np.int32)
        try:
            made[: len(tokens)] = [
                numbers[token] if token in numbers or UNKNOWN not in numbers else numbers[UNKNOWN] for token in tokens
            ]
        except KeyError as error:
            change = f"it has {error}, which it had not"
            raise DataError(
                f"`{origin}` is not as it was when the spec was checked: {change}; build it again"
            ) from error
        return made

    return encode
