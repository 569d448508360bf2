"""Calls and lists laid out as `ruff format` would lay them out, and import lines in the order of isort."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gancompile.compiler.eject.module import Import
from gancompile.compiler.emit.text import WIDTH, imported


@dataclass(frozen=True, slots=True, kw_only=True)
class Nest:
    """Items between brackets. head: what stands before the first one, such as `Phase(`."""

    head: str
    items: Sequence[str | Nest]
    end: str

    @property
    def flat(self) -> str:
        """In one line."""
        return f"{self.head}{', '.join(one if isinstance(one, str) else one.flat for one in self.items)}{self.end}"

    def lines(self, indent: int = 0, tail: str = "") -> list[str]:
        """In one line where that holds it, else an item a line."""
        pad = " " * indent
        if len(pad + self.flat + tail) <= WIDTH or not self.items:
            return [pad + self.flat + tail]
        inside = [
            line
            for one in self.items
            for line in ([f"{pad}    {one},"] if isinstance(one, str) else one.lines(indent + 4, ","))
        ]
        return [pad + self.head, *inside, pad + self.end + tail]


def call(head: str, **arguments: str | Nest) -> Nest:
    """A call with named arguments. head: with whatever stands before it, without the bracket."""
    items = [
        f"{name}={value}" if isinstance(value, str) else Nest(head=f"{name}={value.head}", items=value.items, end=value.end)
        for name, value in arguments.items()
    ]  # fmt: skip
    return Nest(head=f"{head}(", items=items, end=")")


def listed(items: Sequence[str | Nest]) -> Nest:
    """A list."""
    return Nest(head="[", items=items, end="]")


def import_lines(imports: Mapping[str, Import]) -> list[str]:
    """The imports of a file by the names that it has for them: of Python, then of others, each sorted."""
    whole = {_whole(name, one): one.module for name, one in imports.items() if one.name is None}
    parts: dict[str, set[str]] = {}
    for name, one in imports.items():
        if one.name is not None:
            parts.setdefault(one.module, set()).add(one.name if one.name == name else f"{one.name} as {name}")
    blocks = []
    for standard in (True, False):
        lines = [line for line, module in sorted(whole.items(), key=_by_module) if _is_standard(module) is standard]
        for module in sorted(parts, key=_natural):
            if _is_standard(module) is standard:
                lines += imported(module, sorted(parts[module], key=_by_kind))
        blocks.append(lines)
    return [*blocks[0], *([""] if all(blocks) else []), *blocks[1]]


def _whole(name: str, one: Import) -> str:
    return f"import {one.module}" if one.module == name else f"import {one.module} as {name}"


def _by_module(item: tuple[str, str]) -> list[tuple[int, str]]:
    return _natural(item[1])


def _is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names


def _natural(text: str) -> list[tuple[int, str]]:
    return [(int(part or 0), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text.lower())]


def _by_kind(name: str) -> tuple[int, list[tuple[int, str]], str]:
    """Constants, then classes, then what else there is."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2
    return kind, _natural(name), name
