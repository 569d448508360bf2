"""Which files of a folder are specs."""

from __future__ import annotations

import os
import re
from pathlib import Path

from gancompile.compiler.spec.bases import MAX_BYTES
from gancompile.files import read_bounded

SPEC = re.compile(r"""^(?:---\s+)?(?:\{\s*)?(?:"gancompile"|'gancompile'|gancompile)\s*:(?:\s|$)""", re.MULTILINE)
"""The key `gancompile` where no other mapping can be around it: a broken spec is found by it, too."""
SUFFIXES = (".yaml", ".yml")


def spec_files(folder: Path) -> list[Path]:
    """The YAML files below a folder, hidden ones left out, that have a top-level key `gancompile`; in the order of their names."""
    found = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files = (Path(root, name) for name in sorted(names) if not name.startswith(".") and name.endswith(SUFFIXES))
        found += [path for path in files if _is_spec(path)]
    return found


def _is_spec(path: Path) -> bool:
    try:
        return SPEC.search(read_bounded(path, MAX_BYTES).decode("utf-8", errors="replace")) is not None
    except OSError:
        return False
