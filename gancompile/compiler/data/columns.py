"""A column that a spec names, looked for in the header of its table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gancompile.compiler.data.facts import SourceProblem
from gancompile.compiler.data.paths import near


def column_problem(argument: str, name: str, header: Sequence[str], path: Path) -> SourceProblem | None:
    """What is wrong where no column has the name, or several have it. argument: of the source, which names it."""
    if name not in header:
        message = f"`{path.name}` has no column `{name}`"
        return SourceProblem(argument=argument, message=message, help=near(name, header))
    if header.count(name) > 1:
        message = f"`{path.name}` has {header.count(name)} columns called `{name}`"
        return SourceProblem(argument="file", message=message, help="give each a name of its own")
    return None
