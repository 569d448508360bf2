"""Fixed inputs of a generator, for pictures of its progress."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from gancompile.runtime.data import batches
from gancompile.runtime.program import Program
from gancompile.runtime.sampling.latent import draw_latent

Tensor = Any


def generator_inputs(program: Program, number: int, *, labels: Sequence[int] = ()) -> list[Tensor]:
    """Latents from the program's seed, labels in turn, other fields from the data: [number, ...] each.

    labels: the classes that take turns; all of them where none are given.
    """
    inputs = []
    for one in program.generator.inputs:
        if one.field is None:
            inputs.append(draw_latent(one, tf.constant(number), tf.constant(program.seed, tf.int64)))
        elif (classes := program.classes(one.field)) is not None:
            turns = np.resize(np.array(labels or range(classes)), number)
            inputs.append(tf.cast(tf.reshape(turns, [number, *[1] * len(one.shape)]), one.dtype))
        else:
            inputs.append(tf.constant(real_examples(program, number, one.field)))
    return inputs


def real_examples(program: Program, number: int, field: str | None = None) -> Any:
    """The first batch of `number` examples of a field; by default the one that the generator imitates: [number, ...]."""
    field = field or program.data["example"] or next(iter(program.data["fields"]))
    data = {**program.data, "parts": 1, "batch": number, "rename": {"x": field}}
    return np.asarray(next(iter(batches(data, seed=program.seed)))["x"])
