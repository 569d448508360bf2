"""A module of Python as pieces of text that can be taken out one by one."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from gancompile.compiler.diagnostics import InternalError


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """The target of an import. name: in the module; None for the module itself, perhaps under an `alias`."""

    module: str
    name: str | None = None
    alias: str | None = None

    @property
    def ours(self) -> bool:
        """Whether it is a part of gancompile, which an ejected file must not import."""
        return self.module.partition(".")[0] == "gancompile"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Piece:
    """A statement with its decorators, the comments above it and the text that explains it below. first, last: its lines, from 0 on.

    heading: lines of a comment that stands apart, over this piece and those that follow. members: of a class, its statements.
    """

    node: ast.stmt
    names: tuple[str, ...]
    first: int
    last: int
    heading: tuple[int, int] | None = None
    members: tuple[Piece, ...] = ()

    @property
    def is_function(self) -> bool:
        """Whether it defines a function or a method."""
        return isinstance(self.node, ast.FunctionDef | ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Module:
    """A module that has been read. imports: its own names for what it imports."""

    name: str
    lines: tuple[str, ...]
    about: str
    pieces: tuple[Piece, ...]
    imports: Mapping[str, Import]
    defined: Mapping[str, Piece] = field(repr=False)


ONE_DEVICE = "gancompile.runtime.standalone.one_device"
INSTEAD = {"gancompile.runtime.replicas": ONE_DEVICE, "gancompile.runtime.game.lazy_terms": ONE_DEVICE}
"""Modules of which an ejected file gets a simpler form, under the same names."""


def inlined_module(name: str) -> Module:
    """A module of the runtime or the catalogue, or the simpler form of it, read as text: it is not imported."""
    return _module_of_ours(INSTEAD.get(name, name))


@cache
def _module_of_ours(name: str) -> Module:
    place = files("gancompile").joinpath(*name.split(".")[1:])
    path = place.joinpath("__init__.py") if place.is_dir() else place.parent.joinpath(f"{place.name}.py")  # type: ignore[attr-defined]
    return read_module(name, path.read_text(encoding="utf-8"))


def read_module(name: str, text: str) -> Module:
    """The text of a module in pieces."""
    tree, lines = ast.parse(text), text.splitlines()
    body = [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]
    about = ast.get_docstring(tree) or ""
    imports = {bound: one for node in tree.body for bound, one in _imported(node)}
    pieces = tuple(_pieces(body[1:] if about else body, lines))
    defined = {name: piece for piece in pieces for name in piece.names}
    return Module(name=name, lines=tuple(lines), about=about, pieces=pieces, imports=imports, defined=defined)


def _imported(node: ast.stmt) -> Iterator[tuple[str, Import]]:
    if isinstance(node, ast.Import):
        for one in node.names:
            yield one.asname or one.name.partition(".")[0], Import(module=one.name, alias=one.asname)
    elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
        if node.module is None:
            raise InternalError(f"line {node.lineno} is a relative import, which cannot be inlined")
        for one in node.names:
            yield one.asname or one.name, Import(module=node.module, name=one.name)


def _pieces(body: Sequence[ast.stmt], lines: Sequence[str], begin: int = 0) -> Iterator[Piece]:
    """Statements as pieces. A text below an assignment belongs to it. begin: the first line that a comment may be in."""
    nodes = list(body)
    while nodes:
        node = nodes.pop(0)
        last = node.end_lineno or node.lineno
        if isinstance(node, ast.Assign | ast.AnnAssign) and nodes and _is_text(nodes[0]):
            last = nodes.pop(0).end_lineno or last
        decorators: list[Any] = getattr(node, "decorator_list", [])
        start = min([node.lineno, *(one.lineno for one in decorators)]) - 1
        first, heading = _comments(lines, begin, start)
        members: tuple[Piece, ...] = ()
        if isinstance(node, ast.ClassDef):
            members = tuple(_pieces(_after_text(node.body), lines, _end_of_head(node)))
        yield Piece(
            node=node, names=_names(node), first=first, last=last - 1, heading=heading, members=members
        )  # fmt: skip
        begin = last


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _after_text(body: list[ast.stmt]) -> list[ast.stmt]:
    return body[1:] if _is_text(body[0]) else body


def _end_of_head(node: ast.ClassDef) -> int:
    """The line after the line `class ...:` and the text below it, from 0 on."""
    if _is_text(node.body[0]):
        return node.body[0].end_lineno or 0
    return max([node.lineno, *(base.end_lineno or 0 for base in node.bases)])


def _comments(lines: Sequence[str], begin: int, start: int) -> tuple[int, tuple[int, int] | None]:
    """The line with which the comments directly above begin, and the comment that stands apart above those."""
    first = start
    while first > begin and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    apart = [i for i in range(begin, first) if lines[i].lstrip().startswith("#")]
    return first, (apart[0], apart[-1] + 1) if apart else None


def _names(node: ast.stmt) -> tuple[str, ...]:
    """The names that a statement defines."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return (name,)
        case ast.Assign(targets=targets):
            return tuple(one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            return (name,)
    return ()
