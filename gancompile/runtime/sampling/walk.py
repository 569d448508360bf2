"""Walks between seeds: the samples on the way from one to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.sampling.condition_values import Given
from gancompile.runtime.sampling.contract_file import Port
from gancompile.runtime.sampling.errors import SampleError
from gancompile.runtime.sampling.latent_source import BATCH, LatentGenerator, given_conditions, latent_generator
from gancompile.runtime.sampling.row_source import Answer, RowSource
from gancompile.runtime.sampling.signature_model import SignatureModel
from gancompile.runtime.sampling.truncation import is_normal

Values = NDArray[Any]
PARALLEL = 1e-6
"""The least angle between two latents for which the arc is not a line, in radians."""


def walk_source(
    model: SignatureModel,
    seeds: Sequence[int],
    frames: int,
    given: Given,
    *,
    truncation: float | None = None,
    resize: bool = False,
) -> RowSource:
    """The images of a walk, `frames` of them, the first of the first seed and the last of the last.

    given: conditions as for samples, one for each seed in turn; numbers go over evenly, classes and images change half way.
    Raises SampleError.
    """
    generator = latent_generator(model, truncation)
    output = model.ports("sample").outputs[0]
    if model.description.encoding or output.dtype != "uint8":
        raise SampleError("a walk is made of images, and these samples are none; `-n` and `--seed` give single ones")
    rows, _ = given_conditions(generator, given, number=len(seeds), seed=seeds[0], resize=resize)
    conditions = {name: one.take(range(len(seeds))) for name, one in rows.items()}
    times = np.linspace(0, len(seeds) - 1, frames)
    return RowSource(
        number=frames,
        outputs=(output,),
        answer=_answer(generator, seeds, conditions, times),
        stems=tuple(f"{number:05d}" for number in range(frames)),
        columns={"time": lambda number: f"{times[number]:.4f}"},
        is_exact=False,
        batch=BATCH,
    )


def _answer(
    generator: LatentGenerator, seeds: Sequence[int], conditions: Mapping[str, Values], times: NDArray[np.float64]
) -> Answer:
    """The frames of a walk by their numbers. conditions: of each seed. times: of the frames, where each seed has its index."""
    keys = generator.draw(np.array(seeds, np.int64))
    ports = {one.name: one for one in generator.latents}

    def answer(numbers: Sequence[int]) -> dict[str, Values]:
        part = times[np.asarray(numbers)]
        latents = {name: _at(some, part, ports[name]) for name, some in keys.items()}
        given = {name: _at(some, part, generator.conditions[name]) for name, some in conditions.items()}
        return generator.samples(latents, given, seeds[0])

    return answer


def _at(values: Values, times: NDArray[np.float64], port: Port) -> Values:
    """What an input is at some times. values: at the times 0, 1, 2, ...: [keys, ...]. Returns: [times, ...]."""
    before = np.minimum(times.astype(int), len(values) - 2)
    share = times - before
    left, right = values[before], values[before + 1]
    even = share.reshape(-1, *[1] * (values.ndim - 1))
    if port.classes is not None or not np.issubdtype(values.dtype, np.floating) or not _is_smooth(port):
        made: Values = np.where(even < 0.5, left, right)
    elif is_normal(port):
        made = spherical(left, right, share)
    else:
        made = (left + even * (right - left)).astype(np.float32)
    return made


def _is_smooth(port: Port) -> bool:
    """Whether what lies between two values of an input is one, too: not so for masks, nor for the images of a condition."""
    return port.distribution in ("normal", "uniform") or (port.distribution is None and len(port.shape or ()) == 2)


def spherical(left: Values, right: Values, share: NDArray[np.float64]) -> NDArray[np.float32]:
    """Points on the arc between each pair, at a share of the way. left, right: [n, ...]. share: [n] in [0, 1]. Returns: [n, ...].

    Source: Shoemake 1985; White 2016 (arXiv 1609.04468), section 2: on a straight line the norm sinks below that of any likely latent.
    """
    a, b = (one.reshape(len(one), -1).astype(np.float64) for one in (left, right))
    norms = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    cosine = np.divide((a * b).sum(axis=1), norms, out=np.ones_like(norms), where=norms > 0)
    angle = np.arccos(np.clip(cosine, -1, 1))
    sine = np.sin(angle)
    is_arc = sine > PARALLEL
    safe = np.where(is_arc, sine, 1.0)
    first = np.where(is_arc, np.sin((1 - share) * angle) / safe, 1 - share)
    second = np.where(is_arc, np.sin(share * angle) / safe, share)
    made: NDArray[np.float32] = (first[:, None] * a + second[:, None] * b).reshape(left.shape).astype(np.float32)
    return made
