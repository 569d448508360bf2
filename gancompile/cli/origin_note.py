"""A sentence about a folder from elsewhere, before what is in it is run."""

from __future__ import annotations

import sys
from pathlib import Path

from gancompile.folder.own_mark import has_own_mark, write_own_mark


def note_origin(folder: Path, what: str) -> None:
    """Says once that a folder was not made by this user on this machine. what: is about to be run, as `its model.py`."""
    is_build = any((folder / name).exists() for name in ("program.json", "saved_model", "saved_model.pb"))
    if not is_build or has_own_mark(folder):
        return
    print(
        f"note: `{folder}` was not built by you on this machine, and {what} runs with your rights; docs/security.md has more. "
        "This is said once.",
        file=sys.stderr,
    )
    write_own_mark(folder)
