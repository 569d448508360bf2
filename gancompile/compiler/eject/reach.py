"""The parts of the runtime that a program needs: the closure of the names in its source."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from gancompile.compiler.diagnostics import InternalError
from gancompile.compiler.eject.module import Import, Module, Piece, inlined_module
from gancompile.compiler.eject.scope import attributes, module_names

CALLED_BY_KERAS = frozenset(
    """build build_from_config call compile compile_from_config compute_mask compute_output_shape compute_output_spec from_config
    get_build_config get_compile_config get_config load_own_variables predict_step save_own_variables test_step train_step""".split()
)
"""Of a `keras.Model`, beside the methods with two underscores on each side: nobody here needs to mention them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The target of a name: a definition of a module, or an import from another package (`outside`)."""

    module: Module | None
    name: str
    outside: Import | None = None


@dataclass(slots=True, kw_only=True)
class Reached:
    """The needed statements. pieces: of modules, and the methods of classes that are needed in part."""

    modules: list[Module] = field(default_factory=list)
    pieces: set[Piece] = field(default_factory=set)

    def parts(self, piece: Piece) -> Iterator[ast.AST]:
        """The nodes of a piece as far as they are needed."""
        if not isinstance(piece.node, ast.ClassDef):
            yield piece.node
            return
        left_out = {id(member.node) for member in piece.members if member not in self.pieces}
        yield from (one for one in ast.iter_child_nodes(piece.node) if id(one) not in left_out)


def reached(roots: Sequence[Module], read: Callable[[str], Module] = inlined_module) -> Reached:
    """The roots, and all that they need of the modules that `read` returns."""
    found, mentioned, count = Reached(), set[str](), -1
    for root in roots:
        found.pieces |= {one for piece in root.pieces for one in (piece, *piece.members)}
    known: dict[str, Module] = {root.name: root for root in roots}
    while count != len(found.pieces):
        count = len(found.pieces)
        for module in list(known.values()):
            foreign = frozenset(name for name, one in module.imports.items() if not one.ours)
            for piece in module.pieces:
                if piece not in found.pieces:
                    continue
                found.pieces |= {member for member in piece.members if _is_needed(member, piece, mentioned)}
                for part in found.parts(piece):
                    mentioned.update(attributes(part, foreign))
                    for name in module_names(part):
                        target = resolved(module, name.id, read)
                        if target is not None and target.module is not None:
                            known.setdefault(target.module.name, target.module)
                            found.pieces.add(target.module.defined[target.name])
    found.modules = _in_order(roots, known, read)
    return found


def resolved(module: Module, name: str, read: Callable[[str], Module] = inlined_module) -> Target | None:
    """The target of a name in a module; None for a builtin."""
    if name in module.defined:
        return Target(module=module, name=name)
    one = module.imports.get(name)
    if one is None:
        return None
    if not one.ours:
        return Target(module=None, name=name, outside=one)
    if one.name is None:
        raise InternalError(f"{module.name} imports the module {one.module} itself, and only names can be inlined")
    return resolved(read(one.module), one.name, read)


def _is_needed(member: Piece, owner: Piece, mentioned: set[str]) -> bool:
    """Whether a class keeps a statement of its body. A class of others may call any method of one that extends it."""
    if not member.is_function or not isinstance(owner.node, ast.ClassDef):
        return True
    (name,) = member.names
    bases = [ast.unparse(base) for base in owner.node.bases]
    if bases not in ([], ["keras.Model"]):
        return True
    called = bool(bases) and name in CALLED_BY_KERAS
    return called or name in mentioned or (name.startswith("__") and name.endswith("__"))


def _in_order(roots: Sequence[Module], known: dict[str, Module], read: Callable[[str], Module]) -> list[Module]:
    """Each module after those that it imports, as Python would run them; the roots where they are reached."""
    done: dict[str, Module] = {}
    seen: set[str] = set()

    def visit(module: Module) -> None:
        if module.name in seen:
            return
        seen.add(module.name)
        for one in module.imports.values():
            if one.ours:
                visit(read(one.module))
        if module.name in known:
            done[module.name] = module

    for root in roots:
        visit(root)
    return list(done.values())
