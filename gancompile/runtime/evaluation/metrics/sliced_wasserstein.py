"""Sliced Wasserstein distance."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.evaluation.context import Context

LEAST_SIDE = 16
"""Of the coarsest level; smaller images have one level, themselves."""
PATCH, PATCHES = 7, 64
MOST_IMAGES, MOST_VECTORS = 8192, 50_000
TIMES = 1000.0
"""Published distances of images are multiplied by it."""
KERNEL = np.array([1, 4, 6, 4, 1]) / 16


def measure(context: Context, *, directions: int) -> dict[str, float]:
    """Of images, Karras et al. 2018 (arXiv 1710.10196), section 5, the mean over the levels; of others, their values as vectors."""
    random = np.random.RandomState(context.seed)
    is_images = context.kind == "images"
    number = min(context.reals.number, context.samples.number, MOST_IMAGES if is_images else MOST_VECTORS)
    reals, samples = (one.first(number).array for one in (context.reals, context.samples))
    if not is_images:
        flat = reals.reshape(number, -1), samples.reshape(number, -1)
        return {"sliced_wasserstein": sliced_distance(*flat, directions=directions, random=random)}
    found = [
        TIMES * sliced_distance(*_normalized(*levels, random), directions=directions, random=random)
        for levels in zip(_pyramid(reals), _pyramid(samples), strict=True)
    ]
    return {"sliced_wasserstein": float(np.mean(found))}


def sliced_distance(a: NDArray[Any], b: NDArray[Any], *, directions: int, random: np.random.RandomState) -> float:
    """The mean over random directions of the earth mover's distance of the projections, a and b [number, dimensions] each.

    On a line it is the mean difference of the sorted values.
    """
    total = 0.0
    for start in range(0, directions, 64):
        count = min(64, directions - start)
        lines = random.standard_normal((a.shape[1], count)).astype(np.float32)
        lines /= np.linalg.norm(lines, axis=0)
        left, right = (np.sort(np.asarray(one, np.float32) @ lines, axis=0) for one in (a, b))
        total += float(np.abs(left - right).mean(axis=0, dtype=np.float64).sum())
    return total / directions


def _normalized(
    reals: NDArray[Any], samples: NDArray[Any], random: np.random.RandomState
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Patches of a level of both, at different places, each channel with mean 0 and deviation 1."""
    made = []
    for images in (reals, samples):
        patches = _patches(images, random)
        middle = patches.mean(axis=(0, 1), keepdims=True)
        spread = patches.std(axis=(0, 1), keepdims=True)
        scaled = (patches - middle) / np.maximum(spread, 1e-8)
        made.append(scaled.reshape(len(scaled), -1))
    return made[0], made[1]


def _patches(images: NDArray[Any], random: np.random.RandomState) -> NDArray[Any]:
    """[number * patches, pixels of a patch, channels] at random places."""
    number, height, width, channels = images.shape
    size = min(PATCH, height, width)
    per_image = PATCHES if size < min(height, width) else 1
    per_image = max(1, min(per_image, 2**19 // number))
    top = random.randint(height - size + 1, size=(number, per_image))
    left = random.randint(width - size + 1, size=(number, per_image))
    rows = top[..., None, None] + np.arange(size)[:, None]
    columns = left[..., None, None] + np.arange(size)[None]
    found: NDArray[Any] = images[np.arange(number)[:, None, None, None], rows, columns]
    return found.reshape(number * per_image, size * size, channels)


def _pyramid(images: NDArray[Any]) -> list[NDArray[np.float32]]:
    """The levels of a Laplacian pyramid, the finest first: what each level adds to the next, and the coarsest itself."""
    now = np.asarray(images, np.float32)
    levels = []
    while min(now.shape[1:3]) >= 2 * LEAST_SIDE and not (now.shape[1] % 2 or now.shape[2] % 2):
        coarse = _smoothed(now)[:, ::2, ::2]
        upper = np.zeros_like(now)
        upper[:, ::2, ::2] = 4 * coarse
        levels.append(now - _smoothed(upper))
        now = coarse
    return [*levels, now]


def _smoothed(images: NDArray[np.float32]) -> NDArray[np.float32]:
    """A binomial filter of five taps in both directions, mirrored at the edges (Burt and Adelson 1983)."""
    made = images
    for axis in (1, 2):
        widths = [(0, 0)] * 4
        widths[axis] = (2, 2)
        padded = np.pad(made, widths, mode="reflect")
        size = made.shape[axis]
        parts = [np.take(padded, np.arange(i, i + size), axis=axis) * KERNEL[i] for i in range(5)]
        made = np.sum(parts, axis=0, dtype=np.float32)
    return made
