"""A data source of examples that are read one after the other while training."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.source import Ranges

Example = dict[str, Any]
"""One example by field: images as the bytes of a file, texts as token numbers [length], others as arrays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Epoch:
    """How an epoch is read. seed: of its order, None for that of the data. passed: how many examples are left out at its beginning."""

    seed: int | None
    passed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleStream:
    """Examples of a data set that is neither held in memory nor read by an index.

    name: of the data set, for messages. count: of an epoch. channels: of the images, by field. others: shape and dtype of the other
    fields. vocabularies: the sizes of those that are texts. read: the examples of an epoch, the same ones each time that it is called.
    """

    name: str
    count: int
    channels: Mapping[str, int]
    others: Mapping[str, tuple[tuple[int | None, ...], str]]
    vocabularies: Mapping[str, int]
    read: Callable[[Epoch], Iterator[Example]]

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields, the example first."""
        return (*self.channels, *self.others)

    @property
    def ranges(self) -> Ranges:
        """The ranges of images and of texts."""
        return {**dict.fromkeys(self.channels, (0.0, 255.0)), **dict.fromkeys(self.vocabularies, (0.0, 1.0))}

    def examples_from(self, position: int, seed: int | None) -> Iterator[Example]:
        """The endless sequence from a position on, one epoch after the other. seed: None for the order of the data. Raises DataError."""
        number, passed = divmod(position, self.count)
        while True:
            given = 0
            epoch = Epoch(seed=None if seed is None else zlib.crc32(f"{seed} {number}".encode()), passed=passed)
            for given, example in enumerate(self.read(epoch), 1):
                yield example
                if given == self.count - passed:
                    break
            if given < self.count - passed:
                raise DataError(f"`{self.name}` has {passed + given:,} examples, but is described with {self.count:,}")
            number, passed = number + 1, 0
