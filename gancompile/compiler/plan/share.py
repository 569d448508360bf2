"""Sharing: equal values are computed once, so each that is worth a variable gets one."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.value import (
    Apply,
    Augment,
    Draw,
    FirstHalf,
    Gradient,
    Mix,
    Number,
    Pack,
    Pool,
    Scheduled,
    Shuffle,
    State,
    Value,
    children,
    halved,
    walk,
)

COMPUTED_ONCE = (Apply, Gradient, Mix, Shuffle, FirstHalf, Pack, Augment, Pool)
"""Kinds of values that get a variable wherever they stand."""
LEAVES = (Draw, Number, State, Scheduled)
"""Kinds of values that are a variable or a number already."""


def shared(values: Iterable[Value], game: Game) -> list[Value]:
    """The parts of values that get a variable, each after its own parts: runs, gradients, random values, and what the spec names."""
    lets = {value for let in game.lets for value in (let.value, halved(let.value))}
    found: dict[Value, None] = {}
    for value in values:
        for part in walk(value):
            if isinstance(part, COMPUTED_ONCE) or (part in lets and not isinstance(part, LEAVES)):
                found[part] = None
    return list(found)


def outermost_gradients(values: Iterable[Value], known: Collection[Value]) -> list[Gradient]:
    """The gradients in these values that are not known yet and do not stand within another."""
    found: dict[Gradient, None] = {}

    def visit(value: Value) -> None:
        if value in known:
            return
        if isinstance(value, Gradient):
            found[value] = None
            return
        for child in children(value):
            visit(child)

    for value in values:
        visit(value)
    return list(found)


def under_tapes(values: Iterable[Value]) -> set[Value]:
    """The values that are computed under the tape of a gradient: all between what it is taken of and what it is taken by.

    What one gradient is taken by may be made of what another is taken by: it is then under the tape that both have.
    """
    gradients = [part for value in values for part in walk(value) if isinstance(part, Gradient)]
    bys = {gradient.by for gradient in gradients}
    made_of_another = {by for by in bys if any(other != by and other in walk(by) for other in bys)}
    between = {part for g in gradients for part in walk(g.of) if part != g.by and g.by in walk(part)}
    return made_of_another | between
