"""Names for what many modules define, in one file: equal things once, different things of one name under two names."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gancompile.compiler.diagnostics import InternalError
from gancompile.compiler.eject.module import Import, Module, Piece, inlined_module
from gancompile.compiler.eject.reach import Reached, Target, resolved
from gancompile.compiler.eject.scope import module_names, uses

Key = tuple[str, str]
"""A module and a name in it; of imports from others, what is imported and how it is called."""
BUILTINS = ("builtins:", "builtins")


@dataclass(slots=True, kw_only=True)
class Names:
    """final: what each thing is called in the file. copies: pieces that say what another piece says already.

    hidden: names of Python that the first modules take for their own, such as a network that is called `max`.
    """

    final: dict[Key, str] = field(default_factory=dict)
    copies: set[Piece] = field(default_factory=set)
    imports: dict[str, Import] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    _taken: dict[str, Key] = field(default_factory=dict)
    _bound: dict[Key, set[str]] = field(default_factory=dict)
    """The names that are rebound where a target is used."""
    _texts: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    def of(self, name: str, target: Target | None) -> str:
        """The name in the file of a target; None: a name of Python itself."""
        if target is not None:
            return self.final[key_of(target)]
        return f"{self.final[BUILTINS]}.{name}" if name in self.hidden else name


def key_of(target: Target) -> Key:
    """The identity of a target: its module and its name."""
    if target.outside is not None:
        return f"{target.outside.module}:{target.outside.name or ''}", target.name
    if target.module is None:
        raise InternalError(f"`{target.name}` is neither of a module of gancompile nor imported")
    return target.module.name, target.name


def named(found: Reached, first: Sequence[Module], read: Callable[[str], Module] = inlined_module) -> Names:
    """Names for all that is reached. first: the modules whose names stay as they are; one name in two of them stands for one thing."""
    own = frozenset(name for one in first for name in one.defined)
    names = Names(hidden=own & frozenset(dir(builtins)))
    kept = [(module, piece) for module in found.modules for piece in module.pieces if piece in found.pieces]
    for module, piece in kept:
        _note_bound(module, piece, found, names, read)
    for module, piece in sorted(kept, key=lambda one: one[0] not in first):
        if module not in first:
            _take_all(first, names)
        _name_imports(module, piece, found, names, read)
    for module, piece in kept:
        if module not in first:
            _name_piece(module, piece, found, names, read)
    return names


def _take_all(first: Sequence[Module], names: Names) -> None:
    """The names of the modules whose names stay as they are."""
    owners: dict[str, str] = {}
    for module in first:
        for name, piece in module.defined.items():
            owner = owners.setdefault(name, module.name)
            if owner == module.name:
                _take(names, (module.name, name), name, module)
            else:
                names.final[module.name, name] = names.final[owner, name]
                names.copies.add(piece)


def _note_bound(module: Module, piece: Piece, found: Reached, names: Names, read: Callable[[str], Module]) -> None:
    for part in found.parts(piece):
        for one, bound in uses(part):
            target = resolved(module, one.id, read)
            if target is not None and bound:
                names._bound.setdefault(key_of(target), set()).update(bound)


def _name_imports(
    module: Module, piece: Piece, found: Reached, names: Names, read: Callable[[str], Module]
) -> None:  # fmt: skip
    for part in found.parts(piece):
        for one in module_names(part):
            target = resolved(module, one.id, read)
            if target is None and one.id in names.hidden:
                target = Target(module=None, name="builtins", outside=Import(module="builtins"))
            if target is not None and target.outside is not None:
                names.imports[_take(names, key_of(target), target.name, module)] = target.outside


def _name_piece(module: Module, piece: Piece, found: Reached, names: Names, read: Callable[[str], Module]) -> None:
    if all((module.name, name) in names.final for name in piece.names):
        return
    text = "\n".join(module.lines[piece.first : piece.last + 1])
    uses = tuple(
        names.final.get(key_of(target), f"{module.name}.{target.name}")
        for part in found.parts(piece)
        for one in module_names(part)
        if one.id not in piece.names and (target := resolved(module, one.id, read)) is not None
    )
    for name in piece.names:
        if names._texts.get(name) == (text, uses):
            names.final[module.name, name] = name
            names.copies.add(piece)
            continue
        chosen = _take(names, (module.name, name), name, module)
        if chosen == name:
            names._texts[name] = (text, uses)


def _take(names: Names, key: Key, wanted: str, module: Module) -> str:
    """The wanted name, or that and the name of the module where it is another thing's already."""
    if key in names.final:
        return names.final[key]
    owner, name, number = module.name.rpartition(".")[2], wanted, 1
    while names._taken.get(name, key) != key or name in names._bound.get(key, ()):
        suffix = owner.upper() if wanted.isupper() else owner
        name = f"{wanted}_{suffix}" if number == 1 else f"{wanted}_{suffix}_{number}"
        number += 1
    names._taken[name] = key
    names.final[key] = name
    return name
