"""The listener of an evaluation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """What an evaluation reports. message: a sentence. advanced: so many more examples went through the feature network, or 0 where
    something else was done; whoever wants to stop raises from it.
    """

    message: Callable[[str], None] = lambda _: None
    advanced: Callable[[int], None] = lambda _: None
