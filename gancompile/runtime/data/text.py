"""Texts: from lines to tokens, and from tokens to lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.builtin import path_of
from gancompile.runtime.data.errors import DataError
from gancompile.runtime.data.source import Batch, Ranges, Tensor, on_host

UNKNOWN = "\ufffd"
"""As the checker names it."""
Encoding = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSource:
    """Lines as numbers of tokens, which become one-hot where they are needed: all at once they could fill the memory.

    tokens: [count, length] int32, in the memory of the host. size: of the vocabulary.
    """

    tokens: Tensor
    size: int

    @classmethod
    def of(cls, encoding: Encoding, file: str | None = None, builtin: str | None = None, **said: Any) -> TextSource:
        """The lines of a file, by the encoding that the checker told. said: in the encoding already. Raises DataError."""
        path = path_of(builtin) if builtin else Path(str(file))
        try:
            lines = [one for line in path.read_text(encoding="utf-8-sig").splitlines() if (one := line.strip())]
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(f"`{path}` cannot be read as a text: {error}") from error
        if not lines:
            raise DataError(f"`{path}` holds no lines")
        try:
            return cls(tokens=on_host(encode_lines(lines, encoding)), size=len(encoding["vocabulary"]))
        except KeyError as error:
            told = f"it has {error}, which it had not"
            raise DataError(f"`{path}` is not as it was when the spec was checked: {told}; build it again") from error

    @property
    def fields(self) -> tuple[str, ...]:
        """One."""
        return ("text",)

    @property
    def count(self) -> int:
        """How many lines."""
        return int(self.tokens.shape[0])

    @property
    def ranges(self) -> Ranges:
        """Of one-hot numbers."""
        return {"text": (0.0, 1.0)}

    def gather(self, indices: Tensor, seed: Tensor) -> Batch:
        """The lines with these numbers: [n, length, vocabulary] float32."""
        return {"text": tf.one_hot(tf.gather(self.tokens, indices), self.size)}


def encode_lines(lines: Sequence[str], encoding: Encoding) -> NDArray[np.int32]:
    """Lines as numbers of their tokens, cut or filled up with 0: [lines, length]. Raises KeyError for a token that there is not."""
    numbers = {token: number for number, token in enumerate(encoding["vocabulary"])}
    made = np.zeros((len(lines), encoding["length"]), np.int32)
    for row, line in zip(made, lines, strict=True):
        tokens = (line.split() if encoding["tokens"] == "words" else list(line))[: encoding["length"]]
        row[: len(tokens)] = [
            numbers[token] if token in numbers or UNKNOWN not in numbers else numbers[UNKNOWN] for token in tokens
        ]
    return made


def decode_lines(values: Tensor, encoding: Encoding) -> Tensor:
    """The likeliest tokens up to the first end of a line, as texts, inside of a graph: [rows]. values: [rows, length, vocabulary]."""
    numbers = tf.argmax(values, axis=2, output_type=tf.int32)
    before_end = tf.math.cumprod(tf.cast(numbers > 0, tf.int32), axis=1) > 0
    tokens = tf.where(before_end, tf.gather(tf.constant(list(encoding["vocabulary"])), numbers), "")
    words = encoding["tokens"] == "words"
    joined = tf.strings.reduce_join(tokens, axis=1, separator=" " if words else "")
    return tf.strings.strip(joined) if words else joined
