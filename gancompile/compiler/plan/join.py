"""Joining: runs of one network on several batches become one run on all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.value import Value, walk
from gancompile.compiler.plan.instruction import Block, Compute, Instruction, LazyTerm, Run, TakeGradients
from gancompile.compiler.plan.update_plan import UpdatePlan


def join(plan: UpdatePlan, networks: Mapping[str, Network]) -> UpdatePlan:
    """D(a), D(b) = D([a, b]) cut in two: equal where no layer mixes the examples of a batch.

    Runs for metrics are left alone: they must not change how the game goes on.
    """
    return plan.with_blocks(lambda block: _joined(block, networks))


def _joined(block: Block, networks: Mapping[str, Network]) -> Block:
    waiting, done = list(block), list[Instruction]()
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, Run) and not one.watching and not networks[one.network].mixes_examples:
            group, earlier = _group(one, waiting)
            waiting = [other for other in waiting if other not in group and other not in earlier]
            done += earlier
            one = replace(one, values=tuple(value for run in (one, *group) for value in run.values))
        done.append(one)
    return tuple(done)


def _group(first: Run, after: list[Instruction]) -> tuple[list[Run], list[Instruction]]:
    """The later runs that can be joined with a run, and the instructions that must then come before it.

    A gradient in between ends the search: what is computed behind it may need it.
    """
    group: list[Run] = []
    earlier: list[Instruction] = []
    values: list[Value] = list(first.values)
    for index, other in enumerate(after):
        if isinstance(other, TakeGradients | LazyTerm):
            break
        if not isinstance(other, Run) or other.network != first.network or other.watching:
            continue
        needed = _needed(other, after[:index])
        moved = [value for one in (other, *needed) for value in _values(one)]
        if any(_depend(value, new) for value in values for new in moved):
            continue
        earlier += [one for one in needed if one not in earlier and one not in group]
        group.append(other)
        values += other.values
    return group, earlier


def _depend(one: Value, other: Value) -> bool:
    return one in walk(other) or other in walk(one)


def _needed(run: Run, before: list[Instruction]) -> list[Run | Compute]:
    """The instructions that compute what a run reads, and what those read, in their order."""
    parts = {part for value in run.values for given in value.inputs for part in walk(given)}
    found: list[Run | Compute] = []
    for one in reversed(before):
        if isinstance(one, Run | Compute) and parts & {*_values(one)}:
            found.insert(0, one)
            parts |= {part for value in _values(one) for part in walk(value)}
    return found


def _values(instruction: Run | Compute) -> tuple[Value, ...]:
    return instruction.values if isinstance(instruction, Run) else (instruction.value,)
