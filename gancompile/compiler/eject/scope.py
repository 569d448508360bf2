"""Which names in a piece of Python are those of its module, and which attributes it mentions."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def module_names(node: ast.AST) -> Iterator[ast.Name]:
    """The names in it that stand for something of the module or of Python."""
    return (name for name, _ in uses(node))


def uses(node: ast.AST, bound: frozenset[str] = frozenset()) -> Iterator[tuple[ast.Name, frozenset[str]]]:
    """As `module_names`, each with the names that the functions around it bind. bound: those of functions around the node."""
    match node:
        case ast.Name(id=name):
            if name not in bound:
                yield node, bound
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            outside = [*node.decorator_list, *_around(node.args), *([node.returns] if node.returns else [])]
            yield from _all(outside, bound)
            yield from _all(node.body, bound | _parameters(node.args) | _assigned(node.body))
        case ast.Lambda():
            yield from _all(_around(node.args), bound)
            yield from uses(node.body, bound | _parameters(node.args))
        case ast.ClassDef():
            yield from _all([*node.decorator_list, *node.bases, *(one.value for one in node.keywords)], bound)
            inside = _assigned(node.body)
            for one in node.body:
                # The methods of a class do not see the names of its body.
                yield from uses(one, bound if isinstance(one, FUNCTIONS) else bound | inside)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            targets = {n.id for one in node.generators for n in ast.walk(one.target) if isinstance(n, ast.Name)}
            yield from _all(list(ast.iter_child_nodes(node)), bound | targets)
        case _:
            yield from _all(list(ast.iter_child_nodes(node)), bound)


def attributes(node: ast.AST, foreign: frozenset[str]) -> Iterator[str]:
    """The attributes that are mentioned, by name or as a text that could be one, but for those of modules of others.

    foreign: the names of those.
    """
    for one in ast.walk(node):
        if isinstance(one, ast.Attribute) and _root(one) not in foreign:
            yield one.attr
        elif isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value.isidentifier():
            yield one.value


def _root(node: ast.Attribute) -> str | None:
    value: ast.expr = node
    while isinstance(value, ast.Attribute):
        value = value.value
    return value.id if isinstance(value, ast.Name) else None


def _all(nodes: Sequence[ast.AST], bound: frozenset[str]) -> Iterator[tuple[ast.Name, frozenset[str]]]:
    for node in nodes:
        yield from uses(node, bound)


def _around(arguments: ast.arguments) -> list[ast.AST]:
    """The parts of a parameter list that are evaluated in the enclosing scope: defaults and annotations."""
    listed = _listed(arguments)
    annotations = [one.annotation for one in listed if one.annotation]
    return [*arguments.defaults, *(one for one in arguments.kw_defaults if one), *annotations]


def _listed(arguments: ast.arguments) -> list[ast.arg]:
    starred = [one for one in (arguments.vararg, arguments.kwarg) if one]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *starred]


def _parameters(arguments: ast.arguments) -> frozenset[str]:
    return frozenset(one.arg for one in _listed(arguments))


def _assigned(body: Sequence[ast.AST]) -> frozenset[str]:
    """The names that the statements of a scope bind, without those of inner scopes."""
    names: set[str] = set()
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
                continue
            case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                continue
            case ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                names.add(name)
            case ast.Import() | ast.ImportFrom():
                names |= {one.asname or one.name.partition(".")[0] for one in node.names}
        waiting += ast.iter_child_nodes(node)
    return frozenset(names)
