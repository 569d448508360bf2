"""A YAML document as a tree of nodes with spans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias, TypeVar

from gancompile.compiler.diagnostics import NOWHERE, InternalError, Span
from gancompile.compiler.syntax.expression import Expression

N = TypeVar("N", "Scalar", "Sequence", "Mapping")
Plain: TypeAlias = "None | bool | int | float | str | list[Any] | dict[str, Any]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A leaf. text: as written. plain: written without quotes, and so perhaps a number."""

    value: bool | int | float | str | None
    text: str
    plain: bool
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A leaf that has been parsed as a formula. expression: None where it cannot be read, which has been reported."""

    expression: Expression | None
    text: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ByPhase:
    """A number that phases set. settings: (index of the phase in the schedule, the number while it lasts)."""

    base: Node
    settings: tuple[tuple[int, Node], ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """`replaces`: it was written with `!override`."""

    items: tuple[Node, ...]
    replaces: bool = False
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Entries in the order written, keys unique. `replaces`: it was written with `!override`, and takes the place of a base's."""

    entries: tuple[Entry, ...]
    replaces: bool = False
    span: Span = field(default=NOWHERE, compare=False)

    def get(self, key: str) -> Node | None:
        """The value under a key, or None."""
        return next((entry.value for entry in self.entries if entry.key.text == key), None)

    def required(self, key: str, kind: type[N]) -> N:
        """The value under a key for which the schema demands a value of this kind."""
        value = self.get(key)
        if not isinstance(value, kind):
            raise InternalError(f"`{key}` passed the schema, but is no {kind.__name__.lower()}")
        return value

    def required_key(self, key: str) -> Scalar:
        """The key itself, which the schema demands."""
        found = self.key(key)
        if found is None:
            raise InternalError(f"a mapping without `{key}` passed the schema")
        return found

    def key(self, key: str) -> Scalar | None:
        """The key itself, for its span."""
        return next((entry.key for entry in self.entries if entry.key.text == key), None)

    def with_value(self, key: str, value: Node) -> Mapping:
        """The mapping with another value under a key that it has."""
        return replace(self, entries=tuple(replace(e, value=value) if e.key.text == key else e for e in self.entries))

    def without(self, key: str) -> Mapping:
        """The mapping without a key."""
        return replace(self, entries=tuple(entry for entry in self.entries if entry.key.text != key))

    def __iter__(self) -> Iterator[tuple[str, Node]]:
        return ((entry.key.text, entry.value) for entry in self.entries)


Node: TypeAlias = Scalar | Formula | ByPhase | Sequence | Mapping


def is_nothing(node: Node | None) -> bool:
    """Whether a key is there with no value behind it."""
    return isinstance(node, Scalar) and node.value is None


def word(text: str, span: Span) -> Scalar:
    """A key or a name that the spec does not say itself, as if it stood there without quotes."""
    return Scalar(value=text, text=text, plain=True, span=span)


def to_plain(node: Node) -> Plain:
    """The tree as ordinary Python data, for a validator or a lock file."""
    match node:
        case Scalar(value=value):
            return value
        case Formula(text=text):
            return text
        case ByPhase(base=base):
            return to_plain(base)
        case Sequence(items=items):
            return [to_plain(item) for item in items]
        case Mapping(entries=entries):
            return {entry.key.text: to_plain(entry.value) for entry in entries}


def from_plain(value: Any, span: Span) -> Node:
    """Ordinary data, formulas among it, as a tree whose nodes all have one position: the expansion of a short form."""
    match value:
        case Formula():
            return value
        case dict():
            pairs = ((word(k, span), from_plain(v, span)) for k, v in value.items())
            return Mapping(entries=tuple(Entry(key=k, value=v) for k, v in pairs), span=span)
        case list():
            return Sequence(items=tuple(from_plain(item, span) for item in value), span=span)
        case _:
            return Scalar(
                value=value, text="" if value is None else str(value), plain=not isinstance(value, str), span=span
            )


def find(node: Node, path: tuple[str | int, ...]) -> Node:
    """The node at a path, or the deepest one on the way to it."""
    for step in path:
        match node:
            case Mapping() if isinstance(step, str) and (inner := node.get(step)) is not None:
                node = inner
            case Sequence(items=items) if isinstance(step, int) and 0 <= step < len(items):
                node = items[step]
            case _:
                return node
    return node
