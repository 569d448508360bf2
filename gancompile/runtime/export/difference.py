"""The difference between what an export computes and what the game computes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gancompile.runtime.export.convertible import Convertible
from gancompile.runtime.export.errors import ExportError

Arrays = Mapping[str, Any]
TOLERANCE = 1e-4
"""Of float32, whose rounding is 1e-7, through some hundred operations in another order."""
BATCHES = (1, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The greatest and the mean distance from the game's outputs, over the greatest of these where that is above 1. batches: compared."""

    greatest: float
    mean: float
    batches: tuple[int, ...]

    def sentence(self, file: str) -> str:
        """For the user."""
        batches = " and ".join(map(str, self.batches))
        if not self.greatest:
            return f"{file} computes exactly what Python does, at batch {batches}"
        return f"{file} differs from Python by at most {self.greatest:.1e}, by {self.mean:.1e} on average, at batch {batches}"


def measured(one: Convertible, run: Callable[[Arrays], Arrays], *, batches: Sequence[int] = BATCHES) -> Difference:
    """The difference of an export from the game. run: the export, from arrays by name to arrays by name.

    Raises ExportError where a name, a shape, or what is finite is not as in the game.
    """
    function, distances = one.traced(), []
    for batch in batches:
        given = one.examples(batch)
        expected = {name: np.asarray(value) for name, value in function(**given).items()}
        distances += _distances(expected, run(given), one.name)
    return Difference(
        greatest=max(float(each.max(initial=0)) for each in distances),
        mean=float(np.mean([each.mean() for each in distances if each.size])),
        batches=tuple(batches),
    )


def require_equal(difference: Difference, file: str, kind: str) -> None:
    """Raises ExportError where the difference is above TOLERANCE."""
    if not difference.greatest <= TOLERANCE:
        raise ExportError(
            f"{file} differs from the game by {difference.greatest:.3g} at most, where {kind} may differ by {TOLERANCE:g}: "
            "nothing has been written"
        )


def _distances(expected: Arrays, found: Arrays, name: str) -> list[Any]:
    if set(found) != set(expected):
        raise ExportError(
            f"the export of `{name}` gives {', '.join(sorted(found))}; the game gives {', '.join(sorted(expected))}"
        )
    distances = []
    for key, right in expected.items():
        one, other = np.asarray(right, np.float64), np.asarray(found[key], np.float64)
        if one.shape != other.shape:
            raise ExportError(
                f"`{key}` of the export of `{name}` has the shape {other.shape}; that of the game has {one.shape}"
            )
        if not np.array_equal(np.isfinite(one), np.isfinite(other)):
            raise ExportError(
                f"`{key}` of the export of `{name}` is not finite where that of the game is, or the other way round"
            )
        finite = np.isfinite(one)
        distances.append(np.abs(one - other)[finite] / max(1.0, np.abs(one[finite]).max(initial=0)))
    return distances
