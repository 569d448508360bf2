"""The truncation trick: latents nearer to the middle of their distribution give fewer odd samples, and less variety."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.runtime.sampling.contract_file import Port
from gancompile.runtime.sampling.errors import SampleError


def truncated(values: NDArray[Any], bound: float, drawn_within: float | None = None) -> NDArray[np.float32]:
    """Normal numbers as normal numbers within `bound` standard deviations, by their quantiles: the order of all numbers stays.

    drawn_within: the bound of the numbers that come in.
    Source: Brock et al. 2019 (arXiv 1809.11096), section 3.1. Differs: there, numbers outside are drawn anew, so that a seed gives other
    samples for each bound; the distribution is the same.
    """
    inner = math.erf(bound / math.sqrt(2))
    outer = 1.0 if drawn_within is None else math.erf(drawn_within / math.sqrt(2))
    share = tf.math.erf(tf.constant(values, tf.float64) / math.sqrt(2)).numpy() * (inner / outer)
    made = math.sqrt(2) * tf.math.erfinv(tf.constant(share, tf.float64)).numpy()
    # Where erf rounds to 1, its inverse is infinite.
    within: NDArray[np.float32] = np.clip(made, -bound, bound).astype(np.float32)
    return within


def truncate_latents(
    latents: Mapping[str, NDArray[Any]], ports: Sequence[Port], bound: float
) -> dict[str, NDArray[Any]]:
    """The latents with the normal ones truncated. ports: the inputs of the generator."""
    normal = {one.name: one.settings.get("truncate") for one in ports if is_normal(one)}
    return {
        name: truncated(values, bound, normal[name]) if name in normal else values for name, values in latents.items()
    }


def check_truncation(ports: Sequence[Port]) -> None:
    """Raises SampleError where no input is normal."""
    if not any(map(is_normal, ports)):
        drawn = [f"`{one.name}` is drawn from {one.distribution}" for one in ports if one.distribution]
        reason = ", ".join(drawn) if drawn else "this generator draws nothing"
        raise SampleError(f"`--truncation` is for normal inputs, and there is none: {reason}")


def is_normal(port: Port) -> bool:
    """Whether an input is drawn from a normal distribution."""
    return port.distribution == "normal" and port.classes is None
