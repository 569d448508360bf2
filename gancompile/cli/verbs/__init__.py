"""The verbs of the command line, a module each: `add_verb` adds its parser, and `ORDER` is its place in the help."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def verb_modules() -> list[ModuleType]:
    """All verbs in the order of the help."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    return sorted(modules, key=lambda module: int(module.ORDER))
