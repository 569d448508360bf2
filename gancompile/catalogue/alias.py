"""What words of other libraries and of papers are called in a spec: `aliases.yaml`, and the `known_as` of the rows that have it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from gancompile.catalogue.data_file import read_yaml
from gancompile.catalogue.layer_rows import layer_rows
from gancompile.catalogue.objective_rows import objective_rows, penalty_rows

ALONE = "ALONE"
"""In the place of a word: a value without a name, where a mapping of arguments is wanted."""
ANY = "ANY"
"""In the place of a word: every word that stands in no table and is like no known one."""

OUTSIDE = "OUTSIDE"
"""In the place of a word: a number outside of the bounds that the thing has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A word from elsewhere. meant: what it is called here, by preference; advice: what to write where no one word is the same.

    In an advice, VALUE stands for the value behind the word, FIRST and SECOND for the items of a list, WORD for the word itself.
    """

    meant: tuple[str, ...] = ()
    advice: str | None = None


def alias_of(word: str, subject: str) -> Alias | None:
    """The alias of a word, None where it has none.

    subject: what messages call the thing that has no such word: `layer` for a kind of layer, `layer \\`conv2d\\`` for an argument.
    """
    name, wanted = subject.replace("`", ""), _folded(word)
    tables = (table for pattern, table in _tables() if fnmatchcase(name, pattern))
    return next((table[wanted] for table in tables if wanted in table), None)


@cache
def _tables() -> tuple[tuple[str, Mapping[str, Alias]], ...]:
    """The tables of words, each with the pattern of its subjects."""
    written = {
        subject: {_folded(str(word)): _alias(entry) for word, entry in words.items()}
        for subjects, words in read_yaml("aliases.yaml").items()
        for subject in subjects.split(", ")
    }
    return (*written.items(), *_tables_of_rows())


def _tables_of_rows() -> Iterator[tuple[str, Mapping[str, Alias]]]:
    """Layers, wrappers, objectives and penalties by what they are known as."""
    for noun, rows in (("objective", objective_rows()), ("penalty", penalty_rows())):
        yield noun, {_folded(word): Alias(meant=(key,)) for key, row in rows.items() for word in row.known_as}
    layers = {_folded(word): Alias(meant=(key,)) for key, row in layer_rows().items() for word in row.known_as}
    # Most nets are of images: `max_pooling` is that of two axes.
    flat = [row.key for row in layer_rows().values() if row.rank == 2 and row.key.endswith("2d")]
    short = {_folded(key.removesuffix("2d")): Alias(meant=(key,)) for key in flat}
    yield "layer", {**short, **layers}
    yield "wrapper", layers


def _alias(entry: str | list[str]) -> Alias:
    return Alias(advice=entry) if isinstance(entry, str) else Alias(meant=tuple(entry))


def _folded(word: str) -> str:
    """A word without what does not count in it. Capitals of `ALONE` do, which is no word of an author, and those of Greek letters."""
    if word in {ALONE, ANY, OUTSIDE} or not word.isascii():
        return word
    return word.replace("_", "").replace("-", "").replace(" ", "").lower()
