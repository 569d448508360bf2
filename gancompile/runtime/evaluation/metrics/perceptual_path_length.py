"""Perceptual path length."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.evaluation.context import Context

AT_ONCE = 64
MOST_STEPS = 100_000
KEPT = (1, 99)
"""Percentiles between which steps count."""
Latents = Mapping[str, NDArray[Any]]


def measure(context: Context, *, steps: int, epsilon: float) -> dict[str, float]:
    """Karras et al. 2019 (arXiv 1812.04948), section 4.1: the squared change of features along a short step between two latents.

    Normal latents are interpolated along the sphere, others along the line. Differs: features of the network, divided by their root mean
    square over the data, in place of LPIPS.
    """
    walk, network = context.walk, context.samples.network
    assert walk is not None
    assert network is not None
    scale = float(np.mean(np.square(context.reals.features, dtype=np.float64)))
    random = np.random.RandomState(context.seed)
    found = []
    for start in range(0, steps, AT_ONCE):
        # Steps of one seed share no latents with those of the next.
        seed = context.seed * MOST_STEPS + 2 * start // AT_ONCE
        one, other = walk.draw(AT_ONCE, seed), walk.draw(AT_ONCE, seed + 1)
        # What else the generator is given stays as it is along a step.
        other = {name: value if name in walk.is_normal else one[name] for name, value in other.items()}
        at = random.uniform(0.0, 1.0, AT_ONCE)
        ends = [between(one, other, at + shift, walk.is_normal) for shift in (0.0, epsilon)]
        left, right = (network.apply(walk.images(latents)).features for latents in ends)
        found.append(np.square(left - right, dtype=np.float64).mean(axis=1) / scale / epsilon**2)
    lengths = np.concatenate(found)[:steps]
    low, high = np.percentile(lengths, KEPT)
    return {"perceptual_path_length": float(lengths[(lengths >= low) & (lengths <= high)].mean())}


def between(one: Latents, other: Latents, at: NDArray[Any], is_normal: Mapping[str, bool]) -> dict[str, NDArray[Any]]:
    """Latents between two, at a share of the way from 0 to 1. at: [number]."""
    made = {}
    for name, value in one.items():
        if name not in is_normal:
            made[name] = value
            continue
        share = at.reshape(-1, *[1] * (value.ndim - 1))
        line = value + share * (other[name] - value)
        made[name] = (_on_sphere(value, other[name], share) if is_normal[name] else line).astype(np.float32)
    return made


def _on_sphere(a: NDArray[Any], b: NDArray[Any], share: NDArray[Any]) -> NDArray[Any]:
    """Spherical interpolation of the directions (Shoemake 1985), at the length that normal latents have in the mean."""
    axes = tuple(range(1, a.ndim))
    left, right = _direction(a), _direction(b)
    angle = np.arccos(np.clip((left * right).sum(axis=axes, keepdims=True), -1.0, 1.0))
    sine = np.maximum(np.sin(angle), 1e-9)
    direction: NDArray[Any] = (np.sin((1 - share) * angle) * left + np.sin(share * angle) * right) / sine
    made: NDArray[Any] = direction * np.sqrt(np.prod(a.shape[1:]))
    return made


def _direction(values: NDArray[Any]) -> NDArray[Any]:
    wide = values.astype(np.float64)
    made: NDArray[Any] = wide / np.sqrt((wide**2).sum(axis=tuple(range(1, wide.ndim)), keepdims=True))
    return made
