"""Stages: plans that go on with the weights of one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gancompile.runtime.standalone.plan import ExampleSet, Field, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Plan):
    """A plan that is one of several. first_round: how many rounds those before it have.

    carried: of each network, the layers whose weights come from the stage before; None: all.
    """

    first_round: int
    carried: Mapping[str, Sequence[str] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSet(ExampleSet):
    """Examples that not all stages have. stage: under which name a file has them."""

    stage: str

    def key(self, field: Field) -> str:
        """What an array of the field is called in a file."""
        return f"{self.stage}/{ExampleSet.key(self, field)}"
