"""TensorFlow without its start-up noise, of which a user can do nothing about anything."""

from __future__ import annotations

import logging
import os
import warnings


def quiet() -> None:
    """To be called before the first import of TensorFlow in a process; a level that the user has set stays."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    logging.getLogger("absl").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", module=r"keras|tensorflow|h5py|google")
