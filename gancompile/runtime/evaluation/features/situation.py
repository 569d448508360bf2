"""What a feature network may be made for and of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancompile.runtime.evaluation.listener import Listener
from gancompile.runtime.evaluation.population import Population


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """reals: the real examples, with labels where there are any. encoding: of rows, sounds and lines. classes: the number of classes.

    folder: where what is trained for a build is kept. data: the digest of the real examples. listener: of what takes long.
    """

    reals: Population
    encoding: Mapping[str, Any] | None
    classes: int | None
    folder: Path
    data: str
    listener: Listener
