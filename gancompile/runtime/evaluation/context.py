"""What a metric is computed from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from gancompile.runtime.evaluation.numerics.moments import Moments
from gancompile.runtime.evaluation.observed import Observed


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """A known mixture of Gaussians of equal weight. centres: [modes, 2]. deviation: of each, in both directions."""

    centres: NDArray[Any]
    deviation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LatentWalk:
    """draw: latents by name for a number and a seed, with what else the generator is given. images: of these, from 0 to 255, not rounded.

    is_normal: of each latent, whether it is normal, so that steps follow the sphere.
    """

    draw: Callable[[int, int], Mapping[str, NDArray[Any]]]
    images: Callable[[Mapping[str, NDArray[Any]]], NDArray[Any]]
    is_normal: Mapping[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """reals, samples: the populations. held_out: real examples that training has not seen, where there are any.

    real_moments: of the real features, from a file or from `reals`. encoding: of rows, sounds, series and lines. classes: how many there
    are. mixture, walk: where the data and the generator have them. seed: of what a metric draws.
    """

    kind: str
    reals: Observed
    samples: Observed
    real_moments: Callable[[], Moments]
    held_out: Observed | None = None
    encoding: Mapping[str, Any] | None = None
    classes: int | None = None
    is_conditional: bool = False
    mixture: Mixture | None = None
    walk: LatentWalk | None = None
    seed: int = 0
