"""The plan against what trains: each update runs each network and takes gradients as planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from tensorflow.python.framework import ops
from tensorflow.python.profiler.internal import flops_registry  # noqa: F401  # registers the counts of operations

from gancompile.compiler import compile_file
from gancompile.compiler.ir.game import data_draws
from gancompile.compiler.plan import make_plan
from gancompile.compiler.plan.cost import run_costs, total_cost
from gancompile.spec import Spec

ROOT = Path(__file__).parents[3]
SPECS = [
    *(ROOT / "specs" / f"{name}.yaml" for name in ("gan-ring", "cgan-digits", "wgan-gp-digits")),
    *(
        ROOT / "tests" / "golden" / name / "spec.yaml"
        for name in ("carried", "heads", "odd", "scheduled", "sharing", "watched")
    ),
]


def counted(game: Any, name: str, counts: Counter[str]) -> Callable[..., Any]:
    network = getattr(game, name)
    call = network.call

    def run(*arguments: Any, **settings: Any) -> Any:
        counts[name] += 1
        return call(*arguments, **settings)

    return run


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.parent.name if path.stem == "spec" else path.stem)
def test_networks_run_as_often_as_planned(path: Path, tmp_path: Path) -> None:
    compilation = compile_file(path)
    assert not compilation.failed
    program = compilation.program
    plan, game = make_plan(program), Spec(compilation).compile(tmp_path)
    counts: Counter[str] = Counter()
    for network in program.networks:
        # A network within another is not called by itself.
        getattr(game, network.name).call = counted(game, network.name, counts)
    rng = np.random.default_rng(0)
    for player in program.game.players:
        counts.clear()
        given = [
            tf.constant(rng.integers(0, 2, (4, *draw.shape)), draw.dtype)
            if draw.dtype.startswith("int")
            else tf.constant(rng.normal(size=(4, *draw.shape)), draw.dtype)
            for draw in data_draws(player, program.game)
        ]
        game.global_batch_size = 4
        getattr(game, f"update_{player.name}")(*given)
        planned = Counter(cost.placed.run.network for cost in run_costs(plan.update(player.name), plan))
        inside = {name for network in program.networks for name in network.uses if network.name in planned}
        got, expected = ({n: c for n, c in each.items() if n not in inside} for each in (counts, planned))
        assert got == expected


def test_passes_are_counted_from_the_gradients() -> None:
    plan = make_plan(compile_file(ROOT / "specs" / "wgan-gp-digits.yaml").program)
    runs = {name: run for run in run_costs(plan.update("critic"), plan) for name in run.placed.run.names}
    assert (runs["fake"].by_weights, runs["fake"].passes) == (False, 1)
    assert (runs["x_score"].by_weights, runs["x_score"].by_inputs, runs["x_score"].passes) == (True, False, 2)
    assert runs["between_score"].passes == 5
    assert [run.by_inputs for run in run_costs(plan.update("generator"), plan)] == [False, True]


COUNTED = [
    "gan-ring", "gan-digits", "dcgan-digits", "lsgan-digits", "wgan-gp-digits", "acgan-digits", "began-digits", "bigan-digits",
    "cyclegan-digits", "infogan-digits",
]  # fmt: skip
PRODUCTS = frozenset({"BatchMatMulV2", "Conv2D", "Conv2DBackpropFilter", "Conv2DBackpropInput", "MatMul"})


def products_of(function: Any, batch: int) -> float:
    """The multiply-adds for one example of the operations that a traced function needs, as TensorFlow's own profiler counts them."""
    graph = tf.function(function, autograph=False).get_concrete_function().graph
    waiting = [tensor.op for tensor in graph.outputs]
    waiting += [operation for operation in graph.get_operations() if operation.type.startswith("Assign")]
    seen: set[Any] = set()
    while waiting:
        operation = waiting.pop()
        if operation not in seen:
            seen.add(operation)
            waiting += [*(tensor.op for tensor in operation.inputs), *operation.control_inputs]
    counted = (ops.get_stats_for_node_def(graph, one.node_def, "flops") for one in seen if one.type in PRODUCTS)
    return sum(one.value or 0 for one in counted) / 2 / batch


@pytest.mark.slow
@pytest.mark.parametrize("name", COUNTED)
def test_the_plan_counts_what_tensorflow_counts(name: str, tmp_path: Path) -> None:
    """The gradient by the weights of a first layer is that of no inner activation; all else goes through them."""
    compilation = compile_file(ROOT / "specs" / f"{name}.yaml")
    program = compilation.program
    plan, game = make_plan(program), Spec(compilation).compile(tmp_path)
    game.global_batch_size = 4
    for player in program.game.players:
        given = [tf.zeros([4, *draw.shape], draw.dtype) for draw in data_draws(player, program.game)]
        update = getattr(game, f"update_{player.name}")
        found = products_of(lambda update=update, given=given: update(*given), 4)
        assert total_cost(run_costs(plan.update(player.name), plan)) == pytest.approx(found, rel=2e-3), player.name
