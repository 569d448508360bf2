"""Paths of stores, which only TensorFlow's file systems open."""

from __future__ import annotations

import re


def is_remote(path: str) -> bool:
    """Whether a path is of a store: `gs://...`, `s3://...`, `hdfs://...`."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", path) is not None
