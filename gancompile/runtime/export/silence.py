"""Converters without their logs: what they have to say is in the error that is raised, or in the note."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

LOGGERS = ("tensorflow", "absl", "tf2onnx")


@contextmanager
def silence() -> Iterator[None]:
    """Nothing is logged or printed to standard error while the context lasts, by C++ either."""
    levels = {name: logging.getLogger(name).level for name in LOGGERS}
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    with suppress(ValueError, OSError):
        sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
