"""What a feature network may be made for and of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancompile.runtime.evaluation.population import Population


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """reals: the real examples, with labels where there are any. encoding: of rows, sounds and lines. classes: the number of classes.

    folder: where what is trained for a build is kept. report: called with a sentence about what takes long.
    """

    reals: Population
    encoding: Mapping[str, Any] | None
    classes: int | None
    folder: Path
    report: Callable[[str], None]
