"""The plan of a player's update: what is computed where, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from typing_extensions import assert_never

from gancompile.compiler.ir.game import Player
from gancompile.compiler.ir.value import Draw
from gancompile.compiler.plan.instruction import (
    Block,
    Compute,
    Instruction,
    LazyTerm,
    Limit,
    Log,
    Loss,
    MoveAverage,
    Run,
    Sample,
    Step,
    TakeGradients,
    TermOf,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePlan:
    """arguments: the draws from the data. fixed: computed before the tape. taped: under it, the loss last. watched: metrics after it."""

    player: Player
    arguments: tuple[Draw, ...]
    fixed: Block
    taped: Block
    watched: Block
    step: Step
    limits: tuple[Limit, ...] = ()
    averages: tuple[MoveAverage, ...] = ()
    logs: tuple[Log, ...] = ()

    def with_blocks(self, change: Callable[[Block], Block]) -> UpdatePlan:
        """The plan with each block changed, those within instructions first."""
        each = [_deep(block, change) for block in (self.fixed, self.taped, self.watched)]
        return replace(self, fixed=each[0], taped=each[1], watched=each[2])


def _deep(block: Block, change: Callable[[Block], Block]) -> Block:
    made: list[Instruction] = []
    for one in block:
        match one:
            case TakeGradients(body=body) | LazyTerm(body=body):
                made.append(replace(one, body=_deep(body, change)))
            case Sample() | Run() | Compute() | TermOf() | Loss():
                made.append(one)
            case _:
                assert_never(one)
    return change(tuple(made))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRun:
    """A run with where it stands. taped: under the player's tape. inner_tapes: under how many tapes of gradients in formulas."""

    run: Run
    taped: bool
    inner_tapes: int
    every_rounds: int


def runs_of(plan: UpdatePlan) -> Iterator[PlacedRun]:
    """Every run of an update, in its order."""
    yield from _placed(plan.fixed, taped=False)
    yield from _placed(plan.taped, taped=True)
    yield from _placed(plan.watched, taped=False)


def _placed(block: Block, *, taped: bool, inner_tapes: int = 0, every_rounds: int = 1) -> Iterator[PlacedRun]:
    for one in block:
        match one:
            case Run():
                yield PlacedRun(run=one, taped=taped, inner_tapes=inner_tapes, every_rounds=every_rounds)
            case TakeGradients(body=body):
                yield from _placed(body, taped=taped, inner_tapes=inner_tapes + 1, every_rounds=every_rounds)
            case LazyTerm(body=body, every_rounds=every):
                yield from _placed(body, taped=taped, inner_tapes=inner_tapes, every_rounds=every)
            case Sample() | Compute() | TermOf() | Loss():
                continue
            case _:
                assert_never(one)
