"""What a game asks about its devices, for ejected files, which train on one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from gancompile.runtime.replicas.batch_slice import WHOLE, BatchSlice

Tensor = Any
__all__ = ["WHOLE", "BatchSlice", "LazyTerms", "mean_over_replicas", "own_slice", "replicas", "whole_batch"]


def replicas() -> int:
    """The number of devices."""
    return 1


def own_slice() -> BatchSlice:
    """The part of a batch that this device has."""
    return WHOLE


def mean_over_replicas(values: Any) -> Any:
    """The mean over all devices."""
    return values


def whole_batch(values: Tensor) -> Tensor:
    """The examples of all devices."""
    return values


class LazyTerms:
    """Terms of a loss that are computed in some rounds alone."""

    def value(self, rounds: int, is_due: Tensor, term: Callable[[], Any], otherwise: Any) -> Any:
        """The term where it is due, `otherwise` in the other rounds."""
        del rounds
        return tf.cond(is_due, term, lambda: otherwise)
