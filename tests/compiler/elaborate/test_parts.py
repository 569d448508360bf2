"""Parts of layers and of values: the shapes that come out, and what lies outside."""

from __future__ import annotations

import pytest

from gancompile.compiler import compile_text, compiled_files
from gancompile.compiler.diagnostics import Severity

SPEC = """
gancompile: 1
name: parts
data: {source: digits, range: [-1, 1], batch: 8}
networks:
  generator:
    inputs: {z: [16]}
    layers: [LAYERS, flatten, {dense: 64}, {reshape: [8, 8, 1]}]
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: 3}]}
game:
  draws: {x: {data: image}, z: {normal: [16]}, y: {data: label}}
  let: {fake: generator(z)}
  players:
    discriminator: {minimize: "E[discriminator(fake)[0] - discriminator(x)[0]]", watch: {seen: "FORMULA"}}
    generator: {minimize: "-E[discriminator(fake)[0]]"}
schedule: [{steps: 10}]
"""


def spec_with(layers: str = "relu", formula: str = "E[z[0]]") -> str:
    return SPEC.replace("LAYERS", layers).replace("FORMULA", formula)


@pytest.mark.parametrize(
    ("layers", "shape"),
    [
        ("{slice: {end: 10}}", (10,)),
        ("{slice: {begin: 10}}", (6,)),
        ("{slice: {begin: -6, end: -1}}", (5,)),
        ("{slice: {begin: 0, end: 8}, from: z, name: a}, {slice: {begin: 8}, from: z, name: b}, {multiply: , from: [a, b]}", (8,)),
        ("{reshape: [4, 4]}, {slice: {begin: 1, end: 3, axis: 1}}", (2, 4)),
        ("{dense: 12}, glu", (6,)),
        ("{dense: auto}, glu, {reshape: [4, 4, 2]}, {slice: {end: 1}}", (4, 4, 1)),
        ("{dense: auto}, {slice: {begin: 4}}, {reshape: [4, 5]}", (4, 5)),
    ],
)  # fmt: skip
def test_shapes(layers: str, shape: tuple[int, ...]) -> None:
    compilation = compile_text(spec_with(layers))
    assert not compilation.failed, compilation.diagnostics
    assert compilation.program.network("generator").layers[-4].shape == shape
    again = compile_text(compiled_files(compilation).lock)
    assert again.program.digest == compilation.program.digest


@pytest.mark.parametrize(
    ("layers", "says"),
    [
        ("{slice: {end: 17}}", "0 to 17 is no part of an axis of 16"),
        ("{slice: {begin: 16}}", "16 to the end is no part of an axis of 16"),
        ("{slice: {begin: 5, end: 5}}", "5 to 5 is no part of an axis of 16"),
        ("{slice: {begin: 0, end: 1, axis: 2}}", "[16] has no axis 2"),
        ("{slice: {begin: 0, end: 1, axis: 0}}", "[16] has no axis 0"),
        ("{dense: 7}, glu", "it takes an even number of channels"),
    ],
)
def test_layers_outside_of_the_axis(layers: str, says: str) -> None:
    errors = [one for one in compile_text(spec_with(layers)).diagnostics if one.severity is Severity.ERROR]
    assert [one.code for one in errors] == ["GC0402"]
    assert says in errors[0].message


@pytest.mark.parametrize(
    ("formula", "says", "column"),
    [
        ("E[z[16]]", "an axis of 16 has no position 16", 4),
        ("E[z[-17]]", "an axis of 16 has no position -17", 4),
        ("E[mean(z[4:17])]", "an axis of 16 has no positions up to 17", 9),
        ("E[mean(z[4:4])]", "nothing lies between 4 and 4", 9),
        ("E[mean(z[0, 0])]", "2 positions do not fit [16]", 7),
        ("E[mean(x[..., 0, ...])]", "`...` stands here twice", 7),
        ("E[mean(z[1.5])]", "a position is a whole number that is known before the training", 9),
        ("E[mean(z[E[z[0]]])]", "a position is a whole number that is known before the training", 9),
        ("E[z[0]][0]", "brackets take a part of each example, but this is a single number", 0),
        ("E[y[0]]", "`y` holds labels", 2),
        ("E[mean(crop(z, z, 2))]", "`crop` takes a window of values with known sizes", 12),
        (
            "E[mean(crop(x, z, 2))]",
            "a place in [8, 8, 1] is [2], a number from 0 to 1 for each axis, but this is [16]",
            15,
        ),
        ("E[mean(crop(x, z[:2], 9))]", "is a whole number of pixels or steps, from 1 to 8", 22),
        ("E[norm(grad(sum(crop(x, z[:2], 4)), z))]", "there is no gradient by this", 36),
    ],
)
def test_formulas_outside_of_the_example(formula: str, says: str, column: int) -> None:
    text = spec_with(formula=formula)
    errors = [one for one in compile_text(text).diagnostics if one.severity is Severity.ERROR]
    assert [one.code for one in errors] == ["GC0411"]
    assert says in errors[0].message
    line = next(line for line in text.splitlines() if formula in line)
    assert errors[0].span.column == line.index(formula) + 1 + column


def test_what_brackets_were_meant_for() -> None:
    found = compile_text(spec_with(formula="mean[z]"))
    assert any("write `mean(...)`" in (one.help or "") for one in found.diagnostics)


def test_an_activation_that_halves_is_a_layer() -> None:
    found = compile_text(spec_with("{dense: {units: 8, activation: glu}}"))
    assert [one.code for one in found.diagnostics if one.severity is Severity.ERROR] == ["GC0207"]
    assert any("a layer of its own" in (one.help or "") for one in found.diagnostics)
