"""`padding: reflect` and `padding: replicate` of a convolution: a padding layer before it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gancompile.compiler import compile_text, compiled_files
from gancompile.compiler.diagnostics import Severity
from gancompile.spec import Spec

SPEC = """
gancompile: 1
name: padded
data: {source: digits, range: [-1, 1], batch: 4}
networks:
  generator: {inputs: {z: [4]}, layers: [{dense: 64}, {reshape: [8, 8, 1]}]}
  discriminator:
    inputs: {x: data.image}
    layers: [LAYERS, flatten, {dense: 1}]
  line: {inputs: {s: [9, 2]}, layers: [{conv1d: {filters: 3, kernel_size: 4, strides: 2, padding: replicate}}]}
game: {objective: hinge}
schedule: [{steps: 4}]
"""
FIRST = "{conv2d: {filters: 2, kernel_size: 3, padding: reflect}, name: first}"


def spec_with(layers: str) -> str:
    return SPEC.replace("LAYERS", layers)


def kinds_of(layers: str) -> list[str]:
    compilation = compile_text(spec_with(layers))
    assert not compilation.failed, compilation.diagnostics
    files = compiled_files(compilation)
    again = compile_text(files.lock)
    assert not again.failed
    assert again.program.digest == compilation.program.digest
    return [layer.kind for layer in compilation.program.network("discriminator").layers][:-2]


@pytest.mark.parametrize("mode", ["reflect", "replicate"])
@pytest.mark.parametrize("kernel", [2, 3, 4, [3, 2]])
@pytest.mark.parametrize("strides", [1, 2, 3])
def test_sizes_are_those_of_zeros_around(mode: str, kernel: object, strides: int) -> None:
    shapes = []
    for padding in ("same", mode):
        layers = f"{{conv2d: {{filters: 2, kernel_size: {kernel}, strides: {strides}, padding: {padding}}}}}"
        compilation = compile_text(spec_with(layers))
        assert not compilation.failed, compilation.diagnostics
        shapes.append(compilation.program.network("discriminator").layers[-3].shape)
    assert shapes[0] == shapes[1]


def test_the_layers_that_it_stands_for() -> None:
    assert kinds_of(FIRST) == ["reflection_padding2d", "conv2d"]
    assert kinds_of("{conv2d: {filters: 2, kernel_size: 1, padding: reflect}}") == ["conv2d"]
    again = "{conv2d: {filters: 1, kernel_size: 3, padding: reflect}, name: first}, {share: first}"
    assert kinds_of(again) == ["reflection_padding2d", "conv2d", "reflection_padding2d", "conv2d"]
    times = "{repeat: {times: 2, layers: [{conv2d: {filters: 1, kernel_size: 1, padding: reflect}}]}}"
    assert kinds_of(times) == ["conv2d", "conv2d"]


@pytest.mark.parametrize(
    ("layers", "says"),
    [
        ("{conv2d: {filters: 2, kernel_size: 17, padding: reflect}}", "a reflection of 8 needs a size of 9 or more"),
        ("{reflection_padding2d: 8}", "a reflection of 8 needs a size of 9 or more"),
        ("{conv2d: {filters: 2, kernel_size: 3, padding: reflect, data_format: channels_first}}", "the last axis"),
        ("{reshape: [1, 8, 8, 1]}, {conv2d: {filters: 2, kernel_size: 3, padding: reflect}, wrap: time_distributed}", "each step by itself"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_reported(layers: str, says: str) -> None:
    errors = [one for one in compile_text(spec_with(layers)).diagnostics if one.severity is Severity.ERROR]
    assert [one.code for one in errors] == ["GC0402"]
    assert says in errors[0].message


def test_zeros_alone_pad_a_transposed_convolution() -> None:
    layers = "{conv2d_transpose: {filters: 2, kernel_size: 3, padding: reflect}}"
    assert "GC0207" in [one.code for one in compile_text(spec_with(layers)).diagnostics]


def test_values_are_those_of_a_convolution_of_what_numpy_pads(tmp_path: Path) -> None:
    """Against sums over windows in float64; the sequence has an even window and strides."""
    compilation = compile_text(spec_with(FIRST))
    game = Spec(compilation).compile(tmp_path)
    rng = np.random.default_rng(3)
    image, line = rng.normal(size=(2, 8, 8, 1)), rng.normal(size=(2, 9, 2))
    conv = game.discriminator.get_layer("first")
    around = np.pad(image, [(0, 0), (1, 1), (1, 1), (0, 0)], "reflect")
    windows = np.lib.stride_tricks.sliding_window_view(around, (3, 3), (1, 2))[..., 0, :, :]
    expected = np.einsum("bhwij,ijf->bhwf", windows, np.asarray(conv.kernel, np.float64)[:, :, 0])
    import keras

    found = keras.Model(game.discriminator.input, conv.output)(image.astype(np.float32))
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)
    around = np.pad(line, [(0, 0), (1, 2), (0, 0)], "edge")
    windows = np.lib.stride_tricks.sliding_window_view(around, 4, 1)[:, ::2]
    kernel = np.asarray(game.line.layers[-1].kernel, np.float64)
    np.testing.assert_allclose(
        game.line(line.astype(np.float32)), np.einsum("bscw,wcf->bsf", windows, kernel), rtol=1e-4, atol=1e-5
    )
