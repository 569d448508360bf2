"""Lines of a text as one-hot tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.catalogue.sources.array_source import on_host
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.source import Batch, Ranges, Tensor
from gancompile.catalogue.sources.text.builtin import BUILTIN
from gancompile.catalogue.sources.text.token import UNKNOWN

Encoding = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSource:
    """Lines as token numbers, made one-hot batch by batch: all at once they could fill the memory.

    tokens: [count, length] int32, in the memory of the host. size: of the vocabulary.
    """

    tokens: Tensor
    size: int

    @property
    def fields(self) -> tuple[str, ...]:
        """The only field."""
        return ("text",)

    @property
    def count(self) -> int:
        """The number of lines."""
        return int(self.tokens.shape[0])

    @property
    def ranges(self) -> Ranges:
        """The range of one-hot numbers."""
        return {"text": (0.0, 1.0)}

    def gather(self, indices: Tensor, seed: Tensor) -> Batch:
        """The lines with these indices: [n, length, vocabulary] float32."""
        return {"text": tf.one_hot(tf.gather(self.tokens, indices), self.size)}


def load(encoding: Encoding, file: str | None = None, builtin: str | None = None, **encoded: Any) -> TextSource:
    """The lines of a file. encoding: of the facts, which has the arguments `encoded`. Raises DataError."""
    del encoded
    path = BUILTIN[builtin] if builtin else Path(str(file))
    try:
        lines = [one for line in path.read_text(encoding="utf-8-sig").splitlines() if (one := line.strip())]
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"`{path}` cannot be read as a text: {error}") from error
    if not lines:
        raise DataError(f"`{path}` holds no lines")
    try:
        return TextSource(tokens=on_host(encode_lines(lines, encoding)), size=len(encoding["vocabulary"]))
    except KeyError as error:
        change = f"it has {error}, which it had not"
        raise DataError(f"`{path}` is not as it was when the spec was checked: {change}; build it again") from error


def encode_lines(lines: Sequence[str], encoding: Encoding) -> NDArray[np.int32]:
    """Lines as token numbers, cut or padded with 0: [lines, length]. Raises KeyError for a token that is not in the vocabulary."""
    numbers = {token: number for number, token in enumerate(encoding["vocabulary"])}
    made = np.zeros((len(lines), encoding["length"]), np.int32)
    for row, line in zip(made, lines, strict=True):
        tokens = (line.split() if encoding["tokens"] == "words" else list(line))[: encoding["length"]]
        row[: len(tokens)] = [
            numbers[token] if token in numbers or UNKNOWN not in numbers else numbers[UNKNOWN] for token in tokens
        ]
    return made
