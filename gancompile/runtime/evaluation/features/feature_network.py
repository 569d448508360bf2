"""A feature network as metrics use it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.evaluation.errors import EvaluationError
from gancompile.runtime.evaluation.examples import Values


class FeatureError(EvaluationError):
    """A feature network that cannot be made, or that does not take the examples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """features: [number, dimensions] float32. probabilities: [number, classes], where the network is a classifier."""

    features: NDArray[Any]
    probabilities: NDArray[Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureNetwork:
    """apply: from examples to their features. described: what a protocol says of it: the digest of its weights, the size and range of
    what it takes. remarks: what a reader of the numbers should know of it.
    """

    name: str
    apply: Callable[[Values], Answer]
    described: Mapping[str, Any]
    remarks: tuple[str, ...] = ()


def weights_digest(weights: Iterable[NDArray[Any]]) -> str:
    """SHA-256 of weights: of the type, shape and bytes of each, in order."""
    digest = hashlib.sha256()
    for one in weights:
        array = np.ascontiguousarray(one)
        digest.update(f"{array.dtype.str} {array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def as_colour(images: NDArray[Any]) -> NDArray[Any]:
    """Images of three channels: grey ones three times, of others the first three. images: [number, height, width, channels]."""
    channels = images.shape[3]
    return np.repeat(images, 3, axis=3) if channels == 1 else images[..., :3]
