"""The graph of a round: every read of a variable is ordered against every write of it.

Where it does not, the two race, and a training is not the same twice. The graph that is looked at is the one that runs, after
TensorFlow's own optimizer, which takes away what orders it believes to be implied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from tensorflow.python.eager import context

from gancompile import load
from gancompile.runtime.data import batches
from gancompile.runtime.program import make_game, read_program
from gancompile.runtime.training import many_rounds

MODES = ("alternating", "simultaneous", "extragradient", "optimistic", "{consensus: {weight: 0.1}}")
GAMES = [
    *(("dragan-digits", (f"schedule.0.mode={mode}",)) for mode in MODES),
    *((name, ()) for name in ("ada-digits", "cyclegan-digits", "progressive-digits", "wgan-digits", "wgan-gp-digits")),
]
READS = {"ReadVariableOp", "ResourceGather", "ResourceGatherNd"}
PASSED_ON = {"Enter", "Identity", "Merge", "NextIteration", "Switch"}


def played(folder: Path) -> list[Any]:
    """The graphs of two rounds of each phase, as they ran."""
    program = read_program(folder)
    game = make_game(program)
    graphs = []
    for index, phase in enumerate(program.phases):
        data = {**program.data, "parts": max(phase.parts, 1), "batch": phase.batch}
        stream = batches(data, seed=program.seed, phase=index)
        context.enable_graph_collection()
        many_rounds(getattr(game, phase.method), stream.element_spec)(iter(stream), 2)
        ran = context.context().export_run_metadata().function_graphs
        context.disable_graph_collection()
        graphs += [one.post_optimization_graph for one in ran]
    return graphs


def name_of(value: str) -> str:
    """The node that a value, `node:1`, or an order, `^node`, comes from."""
    return value.lstrip("^").split(":")[0]


def before(graph: Any) -> dict[str, int]:
    """Every node with the nodes that are done before it within a round, a bit each in the order of the graph."""
    nodes = {node.name: node for node in graph.node}
    bits = {name: 1 << index for index, name in enumerate(nodes)}
    found: dict[str, int] = {}
    waiting = list(nodes)
    while waiting:
        name = waiting[-1]
        given = [name_of(value) for value in nodes[name].input]
        # What the last round gives to the next one is no order within a round.
        given = [one for one in given if not (nodes[name].op == "Merge" and nodes[one].op == "NextIteration")]
        missing = [one for one in given if one not in found]
        if missing:
            waiting += missing
            continue
        waiting.pop()
        found[name] = 0
        for one in given:
            found[name] |= found[one] | bits[one]
    return {name: found[name] | bits[name] for name in nodes}


def accesses(graph: Any) -> dict[str, list[Any]]:
    """The nodes that read or write each variable."""
    nodes = {node.name: node for node in graph.node}
    found = defaultdict(list)
    for node in graph.node:
        if node.op in READS or node.op.startswith(("Assign", "ResourceScatter")):
            variable = nodes[name_of(node.input[0])]
            while variable.op in PASSED_ON:
                variable = nodes[name_of(variable.input[0])]
            found[variable.name].append(node)
    return found


def pairs(graph: Any) -> Iterator[tuple[str, str, bool]]:
    """Two accesses of one variable, of which one writes, and whether their order is given."""
    done = before(graph)
    bits = {node.name: 1 << index for index, node in enumerate(graph.node)}
    for nodes in accesses(graph).values():
        for one, other in combinations(nodes, 2):
            if not {one.op, other.op} <= READS:
                ordered = done[one.name] & bits[other.name] or done[other.name] & bits[one.name]
                yield one.name, other.name, bool(ordered)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "overrides"), GAMES)
def test_no_read_of_a_weight_races_with_its_update(
    name: str, overrides: tuple[str, ...], specs: Path, tmp_path: Path
) -> None:
    folder = load(specs / f"{name}.yaml", set=("data.batch=8", *overrides)).write(tmp_path / name)
    found = [pair for graph in played(folder) for pair in pairs(graph)]
    assert len(found) > 100
    assert [(one, other) for one, other, ordered in found if not ordered] == []
