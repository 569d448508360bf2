"""Plans: values are computed once and in an order that works, runs are joined, and printing is stable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from gancompile.compiler.describe import instructions_text, plan_text
from gancompile.compiler.ir.value import Apply, Value, walk
from gancompile.compiler.pipeline import compile_file
from gancompile.compiler.plan import Plan, UpdatePlan, make_plan
from gancompile.compiler.plan.cost import run_costs
from gancompile.compiler.plan.instruction import Block, Compute, LazyTerm, Run, Sample, TakeGradients
from gancompile.compiler.plan.join import join
from gancompile.compiler.plan.order import order

ROOT = Path(__file__).parents[3]
SPECS = [
    *sorted((ROOT / "specs").glob("*-digits.yaml")),
    *(ROOT / "specs" / f"{name}.yaml" for name in ("gan-ring", "gan-grid", "tabular-iris", "text-names")),
    *sorted((ROOT / "tests" / "golden").glob("*/spec.yaml")),
]
GOLDEN = [
    "gan-ring",
    "r3gan-digits",
    "wgan-gp-digits",
    "cyclegan-digits",
    "infogan-digits",
    "stylegan2-digits",
    "progressive-digits",
]


def plans(path: Path) -> list[Plan]:
    return [make_plan(program) for program in compile_file(path).programs]


def name(path: Path) -> str:
    return path.parent.name if path.stem == "spec" else path.stem


@pytest.mark.parametrize("spec", GOLDEN)
def test_the_printed_plan(spec: str, golden: Callable[[str, Path], None]) -> None:
    made = plans(ROOT / "specs" / f"{spec}.yaml")
    instructions = "\n".join(instructions_text(update) for plan in made for update in plan.updates)
    golden(f"{plan_text(made)}\n{instructions}", ROOT / "tests" / "golden" / spec / "plan.txt")


def test_half_of_a_batch_costs_half() -> None:
    """The path length of StyleGAN2 is computed lazily on half of the batch; the game before it on all of it."""
    [plan] = plans(ROOT / "specs" / "stylegan2-digits.yaml")
    costs = run_costs(plan.updates[1], plan)
    assert [cost.batches for cost in costs if cost.placed.every_rounds == 1] == [1, 1, 1]
    lazy = [cost for cost in costs if cost.placed.every_rounds == 4]
    assert [cost.batches for cost in lazy] == [Fraction(1, 2), Fraction(1, 2)]
    whole = [cost.passes * (cost.multiply_adds or 0) + cost.goes_inside * (cost.inner or 0) for cost in lazy]
    assert [cost.total for cost in lazy] == [work // 8 for work in whole]


@pytest.mark.parametrize("path", SPECS, ids=name)
def test_every_value_comes_after_its_parts(path: Path) -> None:
    """What gets a variable later is no part of what has one already, unless it is computed anew under a tape."""
    for plan in plans(path):
        for update in plan.updates:
            known: set[Value] = set(update.arguments)
            for block in (update.fixed, update.taped, update.watched):
                _follow(block, known)


def _follow(block: Block, known: set[Value]) -> None:
    for one in block:
        match one:
            case Sample(draw=draw):
                known.add(draw)
            case Run(values=values):
                assert all(_is_ready(value, known) for value in values)
                known.update(values)
            case Compute(value=value):
                assert _is_ready(value, known)
                known.add(value)
            case TakeGradients(watched=watched, body=body, gradients=gradients):
                assert set(watched) <= known
                _follow(body, known)
                assert all(g.of in known and g.by in known for g in gradients)
                known.update(gradients)
            case LazyTerm(body=body, values=values):
                _follow(body, set(known))
                known.update(values[1:])


def _is_ready(value: Value, known: set[Value]) -> bool:
    """Whether every network within a value has been run."""
    inside = [part for part in walk(value) if part != value and isinstance(part, Apply)]
    return all(part in known for part in inside)


@pytest.mark.parametrize("path", SPECS, ids=name)
def test_joining_runs_the_same_values(path: Path) -> None:
    for program in compile_file(path).programs:
        networks = {network.name: network for network in program.networks}
        for player in program.game.players:
            single = order(player, program.game, networks)
            joined = join(single, networks)
            assert sorted(map(repr, _runs(single))) == sorted(map(repr, _runs(joined)))
            assert join(joined, networks) == joined


def _runs(update: UpdatePlan) -> Iterator[Apply]:
    from gancompile.compiler.plan import runs_of

    return (value for placed in runs_of(update) for value in placed.run.values)


@pytest.mark.parametrize("path", SPECS, ids=name)
def test_names_are_given_once_in_a_method(path: Path) -> None:
    for plan in plans(path):
        for update in plan.updates:
            names = [*_names(update.fixed), *_names(update.taped), *_names(update.watched)]
            assert len(set(names)) == len(names)
            assert all(one.isidentifier() for one in names)


def _names(block: Block) -> Iterator[str]:
    for one in block:
        match one:
            case Run(names=names):
                yield from names
            case Compute(name=given):
                yield given
            case TakeGradients(body=body, names=names, tape=tape):
                yield tape
                yield from _names(body)
                yield from names
            case LazyTerm(names=names, function=function):
                # Within the function a value may have its name of outside again.
                yield function
                yield from names
