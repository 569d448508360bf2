"""The instructions of an update. They hold values, not text: emitted source, costs and printed plans are made from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from gancompile.compiler.ir.curve import Curve
from gancompile.compiler.ir.game import ClipGradients, ConstraintKind, Setting
from gancompile.compiler.ir.value import Apply, Draw, Gradient, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A random variable drawn. of_data: the argument of the update whose batch size it takes; None: the game's own batch size.

    factor: how many times as many examples.
    """

    draw: Draw
    of_data: str | None
    factor: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A network applied once: to one value, or, as a joined run, to several that go through it as one batch.

    names: of the variables, one for each value; empty until the pass `name`. watching: for a metric alone, without training behaviour.
    is_fixed: outside of the tape, because the player does not move the network.
    """

    values: tuple[Apply, ...]
    names: tuple[str, ...] = ()
    watching: bool = False
    is_fixed: bool = False

    @property
    def network(self) -> str:
        """The network that is run."""
        return self.values[0].network


@dataclass(frozen=True, slots=True, kw_only=True)
class Compute:
    """Any other value computed into a variable. otherwise: its name where the spec has none and its kind says none."""

    value: Value
    otherwise: str = "value"
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeGradients:
    """A tape of its own for gradients that stand in formulas.

    watched: the values that the tape watches. body: what is computed under it. tape, names: of the tape, and of the variables of the
    gradients, in their order. at_once: one call takes all of them, each by its own value; else the tape is persistent.
    """

    watched: tuple[Value, ...]
    body: tuple[Instruction, ...]
    gradients: tuple[Gradient, ...]
    at_once: bool
    tape: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LazyTerm:
    """A term that is computed in every so many rounds, in a function of its own. values: the term, and metrics measured with it.

    function, names: of that, and of the variables that its values come into. results: of the same values within it.
    """

    every_rounds: int
    body: tuple[Instruction, ...]
    values: tuple[Value, ...]
    wanted: tuple[str, ...]
    function: str = ""
    names: tuple[str, ...] = ()
    results: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TermOf:
    """A term of the loss in a variable of its own. name: once given, or that of the let that holds the value already."""

    value: Value
    wanted: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """The sum of the terms, or of one value. regularized: networks whose layers add losses of their own."""

    value: Value | None
    terms: tuple[str, ...] = ()
    regularized: tuple[str, ...] = ()


Instruction: TypeAlias = Sample | Run | Compute | TakeGradients | LazyTerm | TermOf | Loss
Block: TypeAlias = "tuple[Instruction, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the player's optimizer. scheduled: its settings that change with the rounds. clip: limits of the gradients."""

    scheduled: tuple[tuple[str, Curve], ...]
    clip: ClipGradients | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Weights put back between limits after the step."""

    how: ConstraintKind
    network: str
    limit: Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAverage:
    """The average of a network moved after the step: by a decay, or by a half-life in images.

    updates: of the player in a round, which together are one batch of images.
    """

    network: str
    decay: Setting
    half_life: Setting
    updates: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A logged number: a value, or a variable (with its sign turned where it was maximized)."""

    name: str
    value: Value | None = None
    variable: str = ""
    negated: bool = False
