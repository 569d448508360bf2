"""What the doctor finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a training shows.

    sign: the name of its sign. what: a sentence. figure: the numbers that show it, with their rounds. rounds: the first and the last of
    them. source: of the rule by which it is judged. next_step: what to try, with a key of the spec or a command.
    """

    sign: str
    what: str
    figure: str
    rounds: tuple[int, int]
    source: str
    next_step: str
