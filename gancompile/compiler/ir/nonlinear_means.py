"""Means over the batch that a formula is not linear in: those of parts of the batch do not give the formula of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gancompile.compiler.ir.game import Game, Player
from gancompile.compiler.ir.value import (
    Arithmetic,
    Expectation,
    Logged,
    Negate,
    PairExpectation,
    Statistic,
    Stop,
    Value,
    children,
    walk,
)

OF_A_BATCH = (Expectation, PairExpectation, Statistic)
"""The scalars that depend on the examples of a batch."""


def nonlinear_means(values: Iterable[Value]) -> frozenset[Expectation]:
    """The means that these scalars are not linear in: `E[a]` in `square(E[a])` and in `E[sigmoid(b - E[a])]`, but not in `2 * E[a] + 1`."""
    return frozenset(mean for value in values for mean in _nonlinear(value, is_linear=True))


def means_of_all_devices(player: Player, game: Game) -> frozenset[Expectation]:
    """The means in an update of a player that must be taken over the whole batch, whatever share of it a device has.

    Those that its terms and metrics are not linear in, and those that states of the game read: a state is the same on all devices.
    """
    logged = {part.name for state in game.states for part in walk(state.update) if isinstance(part, Logged)}
    read = {
        part
        for watched in player.watch
        if watched.name in logged
        for part in walk(watched.value)
        if isinstance(part, Expectation)
    }
    return nonlinear_means(one.value for one in (*player.terms, *player.watch)) | read


def _nonlinear(value: Value, *, is_linear: bool) -> Iterator[Expectation]:
    if isinstance(value, Expectation) and not is_linear:
        yield value
    for part in children(value):
        yield from _nonlinear(part, is_linear=is_linear and _is_linear_in(value, part))


def _is_linear_in(value: Value, part: Value) -> bool:
    """Whether a scalar is linear in one of its operands."""
    match value:
        case Negate() | Stop() | Arithmetic(operator="+" | "-"):
            return True
        case Arithmetic(operator="*", left=left, right=right):
            return left != right and not _is_of_a_batch(right if part == left else left)
        case Arithmetic(operator="/", left=left, right=right):
            return part == left and not _is_of_a_batch(right)
    return False


def _is_of_a_batch(value: Value) -> bool:
    return any(isinstance(node, OF_A_BATCH) for node in walk(value))
