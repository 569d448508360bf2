"""Lists as parameters: of a spec, of a block, in a repeat, instead of a list and nowhere else."""

from __future__ import annotations

import pytest

from gancompile.compiler import compile_text, compiled_files
from gancompile.compiler.diagnostics import Severity
from gancompile.compiler.ir.program import Program

SPEC = """
gancompile: 1
name: lists
params: {widths: [32, 16, 8], side: [4, 2], kinds: [relu, tanh]}
data: {source: ring, batch: 8}
blocks:
  body:
    params: {widths: [3, 2]}
    layers:
      - repeat: {times: "${len(widths)}", as: i, layers: [{dense: "${widths[i]}"}]}
networks:
  generator: {inputs: {z: [4]}, layers: [LAYERS, {dense: 2}]}
  discriminator: {inputs: {x: data.point}, layers: [{dense: 1}]}
game: {objective: non_saturating}
schedule: SCHEDULE
"""


def units_of(program: Program) -> list[int]:
    """The units of the generator's dense layers."""
    return [layer.argument("units") for layer in program.network("generator").layers if layer.kind == "dense"]


def spec_with(layers: str, schedule: str = "[{steps: 4}]") -> str:
    return SPEC.replace("LAYERS", layers).replace("SCHEDULE", schedule)


@pytest.mark.parametrize(
    ("layers", "units"),
    [
        ('{repeat: {times: "${len(widths)}", as: i, layers: [{dense: "${widths[i]}"}]}}', [32, 16, 8]),
        ('{repeat: {times: "${len(widths) - 1}", as: i, layers: [{dense: "${widths[-1 - i]}"}]}}', [8, 16]),
        ("{use: body}", [3, 2]),
        ("{use: body, with: {widths: [7]}}", [7]),
        ('{use: body, with: {widths: "${widths[1:]}"}}', [16, 8]),
        ('{dense: {units: "${side[0] * side[1]}", activation: "${kinds[1]}"}}, {reshape: "${side}"}, flatten', [8]),
    ],
)
def test_layers_take_their_sizes_from_a_list(layers: str, units: list[int]) -> None:
    compilation = compile_text(spec_with(layers))
    assert not compilation.failed, compilation.diagnostics
    files = compiled_files(compilation)
    assert units_of(compilation.program) == [*units, 2]
    again = compile_text(files.lock)
    assert not again.failed
    assert again.program.digest == compilation.program.digest


@pytest.mark.parametrize(
    ("layers", "code"),
    [
        ('{dense: "${widths[3]}"}', "GC0303"),
        ('{repeat: {times: 4, as: i, layers: [{dense: "${widths[i]}"}]}}', "GC0303"),
        ('{dense: "${widths}"}', "GC0206"),
        ('{dense: "${widths + 1}"}', "GC0303"),
        ('{repeat: {times: "${widths}", layers: [relu]}}', "GC0206"),
        ('{dense: "${kinds[0]}"}', "GC0206"),
        ('{dense: 8}, {reshape: "${widths[0]}"}', "GC0206"),
        ("{use: body, with: {widths: [[1]]}}", "GC0206"),
        ("{use: body, with: {widths: 4}}", "GC0303"),
    ],
)
def test_and_nowhere_else(layers: str, code: str) -> None:
    compilation = compile_text(spec_with(layers))
    errors = [one.code for one in compilation.diagnostics if one.severity is Severity.ERROR]
    assert errors[0] == code, compilation.diagnostics


def test_a_phase_sets_a_list() -> None:
    """The networks of a stage have as many layers as its list has items."""
    layers = '{repeat: {times: "${len(widths)}", as: i, layers: [{dense: "${widths[i]}", name: "body_${i}"}]}}'
    compilation = compile_text(spec_with(layers, "[{steps: 4}, {steps: 4, params: {widths: [32, 5]}}]"))
    assert not compilation.failed, compilation.diagnostics
    assert [units_of(program) for program in compilation.programs] == [[32, 16, 8, 2], [32, 5, 2]]


def test_a_list_has_an_item() -> None:
    compilation = compile_text(spec_with("relu").replace("[32, 16, 8]", "[]"))
    assert [one.code for one in compilation.diagnostics if one.severity is Severity.ERROR] == ["GC0210"]
