"""oneDNN, the kernels for CPUs that TensorFlow leaves off on processors without AVX512-VNNI or AMX, where they are worth most."""

from __future__ import annotations

import os
import sys

VARIABLE = "TF_ENABLE_ONEDNN_OPTS"


def choose_onednn(begun_with: str | None = None) -> None:
    """Turns oneDNN on for this process, unless the user has decided or TensorFlow is there already.

    begun_with: the choice of a training that goes on, which is kept, so that its numbers stay exact.
    """
    if "tensorflow" not in sys.modules:
        os.environ.setdefault(VARIABLE, begun_with if begun_with in {"0", "1"} else "1")


def onednn() -> str:
    """The choice that holds in this process: `1`, `0`, or empty where it is left to TensorFlow."""
    return os.environ.get(VARIABLE, "")
