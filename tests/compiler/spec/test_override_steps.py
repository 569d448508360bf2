"""`--steps`: the same spec, a few rounds long."""

from __future__ import annotations

from pathlib import Path

from gancompile.compiler import compile_file

SPEC = """
gancompile: 1
name: long
params: {width: 4}
data: {source: digits, range: [-1, 1], batch: 8}
networks:
  generator: {inputs: {z: [4]}, layers: [{dense: 64}, {reshape: [8, 8, 1]}]}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: "${width}"}, leaky_relu, {dense: 1}]}
game: {objective: hinge, optimizer: {adam: {learning_rate: {linear: {from: 1e-3, to: 0}}, beta_1: 0}}}
"""


def rounds(path: Path, text: str, steps: int | None) -> list[list[int]]:
    path.write_text(text, encoding="utf-8")
    compilation = compile_file(path, steps=steps)
    assert compilation.programs, compilation.diagnostics
    return [[phase.rounds for phase in program.phases] for program in compilation.programs]


def test_every_phase_has_so_many_rounds(tmp_path: Path) -> None:
    spec = tmp_path / "long.yaml"
    phases = "schedule: [{epochs: 3}, {images: 1e6, mode: simultaneous}, {steps: 50, params: {width: 8}}]\n"
    assert rounds(spec, SPEC + phases, None) == [[674, 125_000], [50]]
    assert rounds(spec, SPEC + phases, 20) == [[20, 20], [20]]
    assert rounds(spec, SPEC, 7) == [[7]]


def test_a_schedule_that_is_none_is_told_all_the_same(tmp_path: Path) -> None:
    spec = tmp_path / "wrong.yaml"
    for schedule in ("schedule: 3\n", "schedule: [3]\n", "schedule:\n"):
        spec.write_text(SPEC + schedule, encoding="utf-8")
        assert compile_file(spec, steps=20).failed
