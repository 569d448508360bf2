"""Networks that are like another, but for the shapes of inputs or the values of parameters."""

from __future__ import annotations

import pytest

from gancompile.compiler import compile_text, compiled_files
from gancompile.compiler.compilation import Compilation
from gancompile.compiler.diagnostics import Severity, render

SPEC = """
gancompile: 1
name: judges
params: {base: 4}
data: {source: digits, range: [-1, 1], batch: 8}
networks:
  generator:
    inputs: {z: [16]}
    layers: [{dense: 64}, {reshape: [8, 8, 1]}]
  judge:
    inputs: {x: data.image, code: ["${size}"]}
    params: {width: "${base * 2}", times: 2, size: 3}
    layers:
      - {conv2d: {filters: 2, kernel_size: 1}, from: x}
      - repeat: {times: "${times}", layers: [{conv2d: {filters: "${width}", kernel_size: 3, padding: same}}]}
      - flatten
      - {concatenate: , from: [previous, code]}
      - dense: 1
  MORE
game:
  draws: {x: {data: image}, z: {normal: [16]}, code: {normal: [3]}}
  let: {fake: generator(z)}
  players:
    judges: {networks: [judge], minimize: "E[judge(fake, code) - judge(x, code)]"}
    generator: {minimize: "-E[judge(fake, code)]"}
schedule: [{steps: 10}]
"""


def compiled(more: str = "", spec: str = SPEC) -> Compilation:
    return compile_text(spec.replace("MORE", more))


def shapes_of(compilation: Compilation, name: str, stage: int = -1) -> list[object]:
    return [layer.shape for layer in compilation.programs[stage].network(name).layers]


@pytest.mark.parametrize(
    ("more", "shapes"),
    [
        ("other: {like: judge}", [(8, 8, 2), (8, 8, 8), (8, 8, 8), (512,), (515,), (1,)]),
        ("other: {like: judge, inputs: {x: [4, 4, 1]}}", [(4, 4, 2), (4, 4, 8), (4, 4, 8), (128,), (131,), (1,)]),
        ("other: {like: judge, with: {width: 3, times: 1}}", [(8, 8, 2), (8, 8, 3), (192,), (195,), (1,)]),
        ("other: {like: judge, with: {times: 0, size: '${base}'}}", [(8, 8, 2), (128,), (132,), (1,)]),
        ("other: {like: judge, inputs: {code: [1]}, with: {times: 0, size: 9}}", [(8, 8, 2), (128,), (129,), (1,)]),
        ("third: {like: other, with: {width: 5}}\n  other: {like: judge, with: {times: 1}}", [(8, 8, 2), (8, 8, 8), (512,), (515,), (1,)]),
        ("third: {like: judge, with: {times: 1}}\n  other: {like: third, with: {width: 5}}", [(8, 8, 2), (8, 8, 5), (320,), (323,), (1,)]),
    ],
)  # fmt: skip
def test_what_is_given_stands_in_the_place_of_its_own(more: str, shapes: list[object]) -> None:
    compilation = compiled(more)
    assert not compilation.failed, compilation.diagnostics
    assert shapes_of(compilation, "judge") == [(8, 8, 2), (8, 8, 8), (8, 8, 8), (512,), (515,), (1,)]
    assert shapes_of(compilation, "other") == shapes
    files = compiled_files(compilation)
    assert compile_text(files.lock).program.digest == compilation.program.digest


def test_a_copy_has_copies() -> None:
    compilation = compiled("wide: {like: judge, with: {width: 16}}\n  other: {like: wide}")
    assert compilation.program.network("other").like == "wide"
    assert compilation.program.network("wide").like is None
    assert 'return wide(name="other")' in compiled_files(compilation).model


def test_a_phase_sets_what_parameters_are_made_of() -> None:
    spec = SPEC.replace("[{steps: 10}]", "[{steps: 5}, {steps: 5, params: {base: 5}}]")
    compilation = compiled("other: {like: judge, with: {times: 1}}", spec)
    assert not compilation.failed, compilation.diagnostics
    assert shapes_of(compilation, "other", 0)[1] == (8, 8, 8)
    assert shapes_of(compilation, "other", 1)[1] == (8, 8, 10)


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        ("other: {like: judge, with: {height: 3}}", "GC0318", "network `judge` has no parameter `height`"),
        ("other: {like: judge, inputs: {image: [3]}}", "GC0318", "network `judge` has no input `image`"),
        ("other: {like: generator, with: {width: 3}}", "GC0318", "network `generator` has no parameter `width`"),
        ("other: {like: jugde, with: {width: 3}}", "GC0315", "jugde"),
        ("other: {like: other, with: {width: 3}}", "GC0314", "other"),
        ("other: {like: third, with: {width: 3}}\n  third: {like: other, with: {width: 3}}", "GC0314", "other"),
        ("other: {like: judge, with: {width: 0}}", "GC0208", "0"),
        ("other: {like: judge, with: {width: wide}}", "GC0206", "wide"),
        ("other: {like: judge, with: {width: '${widht}'}}", "GC0302", "widht"),
        ("other: {like: judge, layers: [relu]}", "GC0202", "layers"),
    ],
)
def test_what_is_reported(more: str, code: str, says: str) -> None:
    errors = [one for one in compiled(more).diagnostics if one.severity is Severity.ERROR]
    assert errors[0].code == code, errors
    assert says in errors[0].message
    assert all(render(one) for one in errors)


def test_a_mistake_in_a_copy_says_which_copy() -> None:
    [error] = compiled("other: {like: judge, inputs: {x: [4, 4]}}").diagnostics
    assert any("network `other` is like `judge`" in mark.label for mark in error.chain)
