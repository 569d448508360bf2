"""The examples of a program's data as arrays, on which its ejected file is trained elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.data.load_source import load_source
from gancompile.runtime.data.pipeline import PIECE, batches
from gancompile.runtime.data.steps import row_of


def examples(description: Mapping[str, Any], *, seed: int) -> dict[str, NDArray[Any]]:
    """Every example of each set that ends, after all steps that are the same every time, in the order of the source.

    description: as in `program.json`. Returns: [count, ...] for every field, by its full name. Raises DataError.
    """
    made: dict[str, NDArray[Any]] = {}
    for name, described in description["sets"].items():
        count = load_source(**described["source"]).count
        if count is None:
            continue
        same = [step for step in described.get("steps", ()) if not row_of(step).random]
        size = min(count, PIECE)
        one = {"sets": {name: {**described, "steps": same, "shuffle": False}}, "batch": size}
        pieces = list(batches(one, seed=seed).take(-(-count // size)).as_numpy_iterator())
        for field in pieces[0]:
            made[field] = np.concatenate([piece[field] for piece in pieces])[:count]
    return made
