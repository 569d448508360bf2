"""Convolutions that oneDNN is not safe for."""

from __future__ import annotations

import pytest

from gancompile.compiler import compile_text
from gancompile.compiler.ir.strided_points import has_strided_points

SPEC = """
gancompile: 1
name: points
data: {source: digits, range: [-1, 1]}
networks:
  generator: {inputs: {z: [8]}, layers: [{dense: {units: 64, activation: tanh}}, {reshape: [8, 8, 1]}]}
  discriminator: {inputs: {x: data.image}, layers: [LAYERS, flatten, {dense: 1}]}
game: {objective: non_saturating}
"""


@pytest.mark.parametrize(
    ("layers", "unsafe"),
    [
        ("{conv2d: {filters: 8, kernel_size: 1, strides: 2}}", True),
        ("{conv2d: {filters: 8, kernel_size: [1, 1], strides: [1, 2]}}", True),
        ("{conv2d: {filters: 8, kernel_size: 1}}", False),
        ("{conv2d: {filters: 8, kernel_size: 3, strides: 2}}", False),
        ("{conv2d: {filters: 8, kernel_size: 3}}, {conv2d: {filters: 8, kernel_size: 1, strides: 2}}", False),
        ("{conv2d_transpose: {filters: 3, kernel_size: 1, strides: 2}}", True),
        ("{conv2d_transpose: {filters: 8, kernel_size: 1, strides: 2}}", False),
        ("{residual: {layers: [{conv2d: {filters: 8, kernel_size: 3, strides: 2, padding: same}}], "
         "shortcut: [{conv2d: {filters: 8, kernel_size: 1, strides: 2}}]}}", True),
    ],
)  # fmt: skip
def test_strided_points_over_few_channels(layers: str, unsafe: bool) -> None:
    compilation = compile_text(SPEC.replace("LAYERS", layers))
    assert not compilation.failed, compilation.diagnostics
    assert has_strided_points(compilation.programs) is unsafe
