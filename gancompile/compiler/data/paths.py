"""Files and folders of the user."""

from __future__ import annotations

import difflib
from pathlib import Path

from gancompile.compiler.data.facts import SourceProblem


def find(argument: str, written: str, base: Path, *, folder: bool) -> Path | SourceProblem:
    """The absolute path of a file or folder that exists, or the problem with a near name beside it."""
    path = (base / Path(written).expanduser()).absolute()
    what = "folder" if folder else "file"
    if path.is_dir() if folder else path.is_file():
        return path
    if path.exists():
        return SourceProblem(
            argument=argument, message=f"`{written}` is a {'file' if folder else 'folder'}, but a {what} is wanted"
        )
    near = _near(path, folder)
    return SourceProblem(
        argument=argument, message=f"{what} `{written}` does not exist", help=near or f"it was looked for at {path}"
    )


def _near(path: Path, folder: bool) -> str | None:
    try:
        names = [
            entry.name for entry in path.parent.iterdir() if entry.is_dir() == folder and not entry.name.startswith(".")
        ]
    except OSError:
        return None
    found = difflib.get_close_matches(path.name, names, n=1)
    return f"did you mean `{found[0]}`?" if found else None
