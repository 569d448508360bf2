"""A small table for the tests of its metrics."""

from __future__ import annotations

import numpy as np

ENCODING = {
    "kind": "table",
    "columns": [
        {"name": "age", "kind": "number"},
        {"name": "born", "kind": "date", "form": "%Y-%m-%d"},
        {"name": "town", "kind": "category"},
    ],
}


def rows(number: int, seed: int, *, alike: bool = True) -> dict[str, np.ndarray]:
    """The town is where people of an age live: young ones in Lyon, old ones in Oslo; where not `alike`, anywhere."""
    random = np.random.default_rng(seed)
    age = random.uniform(20, 80, number)
    is_old = age > 50 if alike else random.uniform(size=number) > 0.5
    born = np.array([f"{2020 - int(one)}-01-{1 + int(one) % 28:02d}" for one in age])
    return {"age": age, "born": born, "town": np.where(is_old, "Oslo", "Lyon")}
