"""The text of the pieces that are kept, with the names that they have in the file."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator, Sequence

from gancompile.compiler.diagnostics import InternalError
from gancompile.compiler.eject.module import Module, Piece, inlined_module
from gancompile.compiler.eject.naming import Names
from gancompile.compiler.eject.reach import Reached, resolved
from gancompile.compiler.eject.scope import module_names

REMARK = re.compile(r"\s*# (type: ignore(\[[^\]]*\])?|noqa(: \S+)?)")
"""Comments for linters of gancompile's own source."""


def pieces_of(
    module: Module, found: Reached, names: Names, read: Callable[[str], Module] = inlined_module
) -> list[str]:  # fmt: skip
    """The texts of a module's pieces that are kept."""
    kept = [piece for piece in module.pieces if piece in found.pieces and piece not in names.copies]
    lines = _renamed(module, kept, found, names, read)
    return ["\n".join(_lines(piece, found, lines)) for piece in kept]


def _lines(piece: Piece, found: Reached, lines: Sequence[str]) -> list[str]:
    """A piece, of a class without the members that are left out. A heading whose members are all left out goes with them."""
    if all(member in found.pieces for member in piece.members):
        return list(lines[piece.first : piece.last + 1])
    top = piece.members[0]
    made, heading = list(lines[piece.first : top.heading[0] if top.heading else top.first]), None
    for member in piece.members:
        heading = member.heading or heading
        if member not in found.pieces:
            continue
        if heading is not None:
            made = [*_trimmed(made), "", *lines[heading[0] : heading[1]], ""]
        elif not lines[member.first - 1].strip():
            made = [*_trimmed(made), ""]
        made += lines[member.first : member.last + 1]
        heading = None
    return _trimmed(made)


def _trimmed(lines: list[str]) -> list[str]:
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def _renamed(
    module: Module, kept: Sequence[Piece], found: Reached, names: Names, read: Callable[[str], Module]
) -> list[str]:  # fmt: skip
    """The lines of a module with other names where the file has others."""
    lines = [line.encode() for line in module.lines]
    for row, column, old, new in sorted(set(_changes(module, kept, found, names, read)), reverse=True):
        line = lines[row]
        if line[column : column + len(old)] != old.encode():
            raise InternalError(f"line {row + 1} of {module.name} has no `{old}` at column {column + 1}")
        lines[row] = line[:column] + new.encode() + line[column + len(old) :]
    return [line.decode() for line in lines]


def _changes(
    module: Module, kept: Sequence[Piece], found: Reached, names: Names, read: Callable[[str], Module]
) -> Iterator[tuple[int, int, str, str]]:
    """The renamings: line and byte (from 0), old name, new name."""
    for piece in kept:
        for name in piece.names:
            new = names.final[module.name, name]
            if new != name and isinstance(piece.node, ast.FunctionDef | ast.ClassDef):
                row = piece.node.lineno - 1
                yield row, module.lines[row].index(f" {name}") + 1, name, new
        for part in found.parts(piece):
            for one in module_names(part):
                target = resolved(module, one.id, read)
                new = names.of(one.id, target)
                if new != one.id:
                    yield one.lineno - 1, one.col_offset, one.id, new


def without_remarks(text: str) -> str:
    """A source without remarks to checkers."""
    lines = text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and REMARK.search(" " + token.string):
            row, column = token.start
            left = REMARK.sub("", "  " + token.string)
            lines[row - 1] = f"{lines[row - 1][:column].rstrip()}{left}".rstrip()
    return "\n".join(lines) + "\n"
