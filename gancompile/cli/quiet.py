"""TensorFlow without its start-up noise, about which a user can do nothing."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import warnings

from gancompile.environment import choose_onednn


def quiet(onednn: str | None = None) -> None:
    """Imports TensorFlow with its C++ start-up lines held back; if the import fails, they are shown. Levels that the user set stay.

    onednn: the choice of a training that goes on.
    """
    choose_onednn(onednn)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    logging.getLogger("absl").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", module=r"keras|tensorflow|h5py|google")
    if "tensorflow" not in sys.modules and os.environ["TF_CPP_MIN_LOG_LEVEL"] == "3":
        _import_with_held_breath()


def _import_with_held_breath() -> None:
    """Two lines come before any level is looked at, so the file descriptor itself is turned away for the time of the import."""
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            import tensorflow  # noqa: F401
        except Exception:
            os.dup2(kept, 2)
            held.seek(0)
            sys.stderr.write(held.read().decode(errors="replace"))
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)
