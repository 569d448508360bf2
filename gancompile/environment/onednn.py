"""oneDNN, the kernels for CPUs that TensorFlow leaves off on processors without AVX512-VNNI or AMX, where they are worth most."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

VARIABLE = "TF_ENABLE_ONEDNN_OPTS"


def choose_onednn(build: Path | None = None) -> None:
    """Turns oneDNN on for this process, unless the user has decided or TensorFlow is there already.

    build: a folder in which training may go on. It goes on with the choice that it was begun with, so that its numbers stay exact.
    """
    if "tensorflow" not in sys.modules:
        os.environ.setdefault(VARIABLE, _begun_with(build) or "1")


def onednn() -> str:
    """The choice that holds in this process: `1`, `0`, or empty where it is left to TensorFlow."""
    return os.environ.get(VARIABLE, "")


def _begun_with(build: Path | None) -> str | None:
    """The choice of the newest checkpoint of a build; None where there is none."""
    if build is None:
        return None
    try:
        pointer = json.loads((build / "checkpoints" / "latest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    found = pointer.get("onednn") if isinstance(pointer, dict) else None
    return found if isinstance(found, str) and found in {"0", "1"} else None
