"""Paths and names in a spec, looked up, with a near one suggested for what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.near_name import near_name
from gancompile.catalogue.sources.source_facts import SourceProblem

LISTED = 12


def find(position: ArgumentPosition, written: str, base: Path, *, folder: bool) -> Path | SourceProblem:
    """The absolute path of an existing file or folder, or the problem with a similar name."""
    path = (base / Path(written).expanduser()).absolute()
    what = "folder" if folder else "file"
    if path.is_dir() if folder else path.is_file():
        return path
    if path.exists():
        found = "a folder" if path.is_dir() else "a file" if path.is_file() else "a device or a pipe"
        message = f"`{written}` is {found}, but a {what} is wanted"
        return SourceProblem(position=position, message=message)
    if "*" in path.name and path.parent.is_dir():
        whole = written.rpartition("/")[0] or "."
        help = f"write the folder alone: `{whole}`" if folder else "write the name of one file"
        return SourceProblem(position=position, message=f"{what} `{written}` does not exist", help=help)
    # The ending of a file is no part of what it is called: all files of a folder share it.
    stems = {Path(name).stem: name for name in _siblings(path, folder=folder)}
    close = stems.get(near_name(path.stem, stems) or "")
    return SourceProblem(
        position=position,
        message=f"{what} `{written}` does not exist",
        help=f"did you mean `{close}`?" if close else f"it was looked for at {path}",
    )


def file_or_builtin(
    arguments: Mapping[str, Any], base: Path, builtin: Mapping[str, Path], example: str
) -> Path | SourceProblem:
    """The path of a source's `file`, or of one of its built-in files. example: a file name for the help."""
    if ("file" in arguments) == ("builtin" in arguments):
        message = "both `file` and `builtin` are given" if "file" in arguments else "it is not said which file"
        help = "leave one of them out" if "file" in arguments else f"write `file: {example}`"
        return SourceProblem(position=ArgumentPosition("builtin"), message=message, help=help)
    if "builtin" in arguments:
        return builtin[arguments["builtin"]]
    return find(ArgumentPosition("file"), arguments["file"], base, folder=False)


def near(written: str, names: Iterable[str]) -> str:
    """The help for a name that does not exist."""
    names = list(names)
    close = near_name(written, names)
    more = ", ..." if len(names) > LISTED else ""
    return f"did you mean `{close}`?" if close else f"it has {', '.join(names[:LISTED])}{more}"


def _siblings(path: Path, *, folder: bool) -> list[str]:
    try:
        return [one.name for one in path.parent.iterdir() if one.is_dir() == folder and not one.name.startswith(".")]
    except OSError:
        return []
