"""The plan against what trains: each update runs each network and takes gradients as planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from gancompile.compiler import compile_file
from gancompile.compiler.describe import plan_text
from gancompile.compiler.describe.plan import planned_update
from gancompile.compiler.ir.game import data_draws
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
    game = Spec(compilation).compile(tmp_path)
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
        game.batch_size = 4
        getattr(game, f"update_{player.name}")(*given)
        planned = Counter(run.application.network for run in planned_update(player, program))
        inside = {name for network in program.networks for name in network.uses if network.name in planned}
        got, expected = ({n: c for n, c in each.items() if n not in inside} for each in (counts, planned))
        assert got == expected


def test_the_plan_of_the_ring(golden: Callable[[str, Path], None]) -> None:
    program = compile_file(ROOT / "specs" / "gan-ring.yaml").program
    assert program is not None
    golden(plan_text([program]), ROOT / "tests" / "golden" / "gan-ring" / "plan.txt")


def test_passes_are_counted_from_the_gradients() -> None:
    program = compile_file(ROOT / "specs" / "wgan-gp-digits.yaml").program
    assert program is not None
    critic, generator = program.game.players
    runs = {name: run for run in planned_update(critic, program) for name in run.application.names}
    assert (runs["fake"].by_weights, runs["fake"].passes) == (False, 1)
    assert (runs["x_score"].by_weights, runs["x_score"].by_inputs, runs["x_score"].passes) == (True, False, 2)
    assert runs["between_score"].passes == 5
    assert [run.by_inputs for run in planned_update(generator, program)] == [False, True]
