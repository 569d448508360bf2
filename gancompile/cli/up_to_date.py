"""The check for a finished build, from `manifest.json` alone, without TensorFlow."""

from __future__ import annotations

import json
from pathlib import Path


def is_up_to_date(folder: Path, digest: str, *, trained: bool) -> bool:
    """Whether the folder holds a finished build of the program with that digest."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    same = manifest.get("digest") == digest and (manifest.get("trained") or not trained)
    return bool(same and (folder / "saved_model" / "1" / "saved_model.pb").exists())
