"""`${data.row.sizes}`: the one constant that is a list."""

from __future__ import annotations

import pytest

from gancompile.compiler import compile_text, compiled_files
from gancompile.compiler.diagnostics import Severity

SPEC = """
gancompile: 1
name: rows
data: {source: {table: {builtin: iris, columns: [petal_length, species]}}, batch: 8}
blocks:
  end: {params: {sizes: null}, layers: [{dense: auto}, {table_head: "${sizes}"}]}
networks:
  generator: {inputs: {z: [4]}, layers: [LAYERS]}
  discriminator: {inputs: {x: data.row}, layers: [{dense: 1}]}
game: {objective: non_saturating}
"""


@pytest.mark.parametrize(
    "layers",
    [
        '{dense: auto}, {table_head: "${data.row.sizes}"}',
        '{dense: auto}, {table_head: {sizes: "${data.row.sizes}"}}',
        '{use: end, with: {sizes: "${data.row.sizes}"}}',
        "{dense: auto}, {table_head: [1, 3]}",
    ],
)
def test_a_list_goes_where_a_list_is_wanted(layers: str) -> None:
    compilation = compile_text(SPEC.replace("LAYERS", layers))
    assert not compilation.failed, compilation.diagnostics
    assert "layers.Dense(4)" in compiled_files(compilation).model
    assert "TableHead((1, 3))" in compiled_files(compilation).model
    again = compile_text(compiled_files(compilation).lock)
    assert not again.failed
    assert again.program.digest == compilation.program.digest


@pytest.mark.parametrize(
    ("layer", "code"),
    [
        ('{dense: "${data.row.sizes}"}', "GC0206"),
        ('{dense: "${data.row.sizes + 1}"}', "GC0303"),
        ('{dense: 2, name: "${data.row.sizes}"}', "GC0206"),
        ('{repeat: {times: "${data.row.sizes}", layers: [relu]}}', "GC0206"),
        ('{table_head: ["${data.row.sizes}"]}', "GC0206"),
    ],
)
def test_and_nowhere_else(layer: str, code: str) -> None:
    compilation = compile_text(SPEC.replace("LAYERS", layer))
    errors = [one.code for one in compilation.diagnostics if one.severity is Severity.ERROR]
    assert errors[0] == code, compilation.diagnostics
