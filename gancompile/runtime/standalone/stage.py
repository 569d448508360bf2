"""Stages: training plans that start from the weights of the stage before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gancompile.runtime.standalone.plan import ExampleSet, Field, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Plan):
    """A training plan that is one of several. first_round: the number of rounds before it.

    carried: for each network, the layers whose weights come from the stage before; None: all.
    """

    first_round: int
    carried: Mapping[str, Sequence[str] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSet(ExampleSet):
    """A set of examples that not all stages have. stage: the prefix of its arrays in a `.npz` file."""

    stage: str

    def key(self, field: Field) -> str:
        """The name of the field's array in a `.npz` file."""
        return f"{self.stage}/{ExampleSet.key(self, field)}"
