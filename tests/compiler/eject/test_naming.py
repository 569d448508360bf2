"""The whole runtime in one file beside a module that takes all of its names, and Python's, for its own."""

from __future__ import annotations

import ast
import builtins
import re

from gancompile.compiler.eject.layout import import_lines
from gancompile.compiler.eject.module import Module, inlined_module, read_module
from gancompile.compiler.eject.naming import named
from gancompile.compiler.eject.reach import reached
from gancompile.compiler.eject.source import pieces_of

HOUSES = ("gancompile.runtime", "gancompile.runtime.layers", "gancompile.runtime.standalone")


def everything(taken: set[str]) -> tuple[str, set[str]]:
    """A file with all that the houses offer beside functions with the names that are taken, and the names that it defines."""
    imports = [
        f"from {house} import {name} as {name}_of_ours" for house in HOUSES for name in inlined_module(house).imports
    ]
    used = ", ".join(line.split()[-1] for line in imports)
    functions = [f"def {name}():\n    return 1\n" for name in sorted(taken)]
    model = read_module("gancompile.model", "\n".join([*imports, *functions, f"USED = [{used}]"]))

    def read(name: str) -> Module:
        return model if name == model.name else inlined_module(name)

    found = reached([model], read)
    names = named(found, [model], read)
    pieces = [piece for module in found.modules for piece in pieces_of(module, found, names, read)]
    text = "\n".join(["from __future__ import annotations", *import_lines(names.imports), *pieces])
    return text, set(names.final.values())


def module_level(text: str) -> list[str]:
    return [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]


def test_everything_fits_into_one_file() -> None:
    text, _ = everything(set())
    defined = module_level(text)
    assert len(defined) == len(set(defined)) > 90
    assert not re.search(r"^\s*(from|import) gancompile", text, re.MULTILINE)
    assert unknown(text) == set()


def test_all_names_may_be_taken() -> None:
    _, known = everything(set())
    python = {name for name in dir(builtins) if name.islower() and not name.startswith("_")} - {"super"}
    taken = {name for name in known if not name.endswith("_of_ours") and name not in {"USED", "annotations"}} | python
    text, _ = everything(taken)
    defined = module_level(text)
    assert len(defined) == len(set(defined))
    assert taken <= set(defined)
    assert unknown(text) == set()
    # Nothing of ours calls a function of the other module.
    called = {ast.unparse(node.func) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)}
    assert not called & python


def unknown(text: str) -> set[str]:
    """Names that are read and that nothing in the file binds."""
    tree = ast.parse(text)
    bound = set(dir(builtins)) | {"__file__", "__doc__"}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                bound.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
            case ast.alias(name=name, asname=other):
                bound.add(other or name.partition(".")[0])
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                bound.add(name)
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - bound
