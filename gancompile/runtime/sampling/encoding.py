"""The encoding file of a SavedModel: how its outputs stand for rows of a table, sounds or lines of text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.files import write_json

FILE = "assets.extra/encoding.json"


def write_encoding(saved_model: Path, encoding: Mapping[str, Any]) -> None:
    """Writes the encoding into the folder of a SavedModel."""
    write_json(saved_model / FILE, dict(encoding))


def read_encoding(saved_model: Path) -> Mapping[str, Any] | None:
    """The encoding of a SavedModel's outputs; None for images and vectors."""
    path = saved_model / FILE
    if not path.exists():
        return None
    encoding: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return encoding
