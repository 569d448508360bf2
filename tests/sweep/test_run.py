"""The runs of a sweep."""

from __future__ import annotations

from pathlib import Path

from gancompile.sweep import Axis, Sweep
from gancompile.sweep.run import LONGEST, combinations, grid


def sweep_of(folder: Path, *axes: Axis, seeds: tuple[int, ...] = (0,)) -> Sweep:
    return Sweep(
        spec=folder / "spec.yaml", folder=folder, title="x", keys=tuple(axis.key for axis in axes),
        combinations=grid(axes), seeds=seeds, max_parameters=1000, fixed=("data.batch=8",), steps=5,
    )  # fmt: skip


def test_every_combination_with_every_seed(tmp_path: Path) -> None:
    sweep = sweep_of(tmp_path, Axis(key="a.b", values=("1", "2")), Axis(key="c", values=("x",)), seeds=(3, 4))
    assert [run.name for run in sweep.runs] == ["b=1,c=x/seed-3", "b=1,c=x/seed-4", "b=2,c=x/seed-3", "b=2,c=x/seed-4"]
    assert len({run.folder for run in sweep.runs}) == 4
    assert all(run.log != run.folder for run in sweep.runs)
    assert [run.name for run in sweep_of(tmp_path).runs] == ["seed-0"]


def test_the_arguments_of_a_build(tmp_path: Path) -> None:
    sweep = sweep_of(tmp_path, Axis(key="a", values=("1", "[2, 3]")))
    words = sweep.arguments(sweep.runs[1], ["--fresh"])
    assert words[:2] == ["build", str(tmp_path / "spec.yaml")]
    assert words[2:6] == ["--set", "data.batch=8", "--set", "a=[2, 3]"]
    assert words[-2:] == ["--json", "--fresh"]
    assert words[words.index("--out") + 1] == str(tmp_path / "a=2_3" / "seed-0")
    assert words[words.index("--steps") + 1] == "5"


def test_long_names_of_combinations_differ() -> None:
    keys = [f"key_{number}" for number in range(30)]
    first, second = combinations(keys, [["v"] * 30, [*["v"] * 29, "w"]])
    assert max(len(first.name), len(second.name)) <= LONGEST
    assert first.name != second.name
