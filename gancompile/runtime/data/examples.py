"""The examples of a program's data as arrays, which its ejected source is trained on elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.data.pipeline import PIECE, batches
from gancompile.runtime.data.source import load_source
from gancompile.runtime.data.steps import RANDOM


def examples(description: Mapping[str, Any], *, seed: int) -> dict[str, NDArray[Any]]:
    """Every example of each set that ends, after all steps that are the same every time, in the order of the source.

    description: as in `program.json`. Returns: [count, ...] for every field, by its whole name. Raises DataError.
    """
    made: dict[str, NDArray[Any]] = {}
    for name, told in description["sets"].items():
        count = load_source(**told["source"]).count
        if count is None:
            continue
        same = [step for step in told.get("steps", ()) if not RANDOM & step.keys()]
        size = min(count, PIECE)
        one = {"sets": {name: {**told, "steps": same, "shuffle": False}}, "batch": size}
        pieces = list(batches(one, seed=seed).take(-(-count // size)).as_numpy_iterator())
        for field in pieces[0]:
            made[field] = np.concatenate([piece[field] for piece in pieces])[:count]
    return made
