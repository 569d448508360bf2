"""Example inputs of a signature, valid by its contract: for warm-up records, checks and measurements."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.runtime.export.signature import Signature, SignatureInput


def example_inputs(signature: Signature, rows: int) -> dict[str, NDArray[Any]]:
    """Inputs for so many rows by their names: numbers in the middle of their range, first classes, seeds from 0 on, grey PNG files."""
    return {one.name: _example(one, rows) for one in signature.inputs}


def _example(one: SignatureInput, rows: int) -> NDArray[Any]:
    if one.name == "num" and one.shape is None:
        return np.array(rows, one.dtype)
    if one.shape is None:
        return np.array(0, one.dtype)
    shape = [rows, *(1 if size is None else size for size in one.shape[1:])]
    if one.dtype == "string":
        return np.array([_png(one)] * rows, object)
    if one.name == "seeds":
        return np.arange(rows, dtype=one.dtype)
    if one.dtype.startswith("int"):
        return np.zeros(shape, one.dtype)
    low, high = one.range or (0.0, 0.0)
    return np.full(shape, (low + high) / 2, one.dtype)


def _png(one: SignatureInput) -> bytes:
    height, width, channels = one.image or (1, 1, 1)
    made: bytes = tf.io.encode_png(tf.fill([height, width, channels], tf.constant(128, tf.uint8))).numpy()
    return made
