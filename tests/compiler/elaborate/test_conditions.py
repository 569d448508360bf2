"""Comparisons, which are no numbers, and `where`, which takes one."""

from __future__ import annotations

import pytest

from gancompile.compiler import compile_text, compiled_files
from gancompile.compiler.diagnostics import Severity

SPEC = """
gancompile: 1
name: conditions
data: {source: digits, range: [-1, 1], batch: 8}
networks:
  generator: {inputs: {z: [16]}, layers: [{dense: 64}, {reshape: [8, 8, 1]}]}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: 1}]}
game:
  draws: {x: {data: image}, z: {normal: [16]}, y: {data: label}}
  let: {fake: generator(z), high: discriminator(x) > 0.5}
  players:
    discriminator: {minimize: "OBJECTIVE", watch: {seen: "FORMULA"}}
    generator: {minimize: "-E[discriminator(fake)]"}
  state: {p: {start: 0, update: "STATE"}}
schedule: [{steps: 10}]
"""
CRITIC = "E[discriminator(fake) - discriminator(x)]"


def spec_with(formula: str = "E[z[0]]", state: str = "p + 1", objective: str = CRITIC) -> str:
    return SPEC.replace("FORMULA", formula).replace("STATE", state).replace("OBJECTIVE", objective)


def errors_of(text: str) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in compile_text(text).diagnostics if one.severity is Severity.ERROR]


def test_the_source_reads_like_the_formula() -> None:
    state = "where(E[discriminator(x)] > p, p + 0.1, p - 0.1)"
    compilation = compile_text(spec_with("E[where(high, discriminator(x), 0)]", state))
    assert not compilation.failed, compilation.diagnostics
    files = compiled_files(compilation)
    assert "tf.reduce_mean(where(high, " in files.model
    assert " high = " in files.model
    assert "from gancompile.runtime import Game, where" in files.model
    assert compile_text(files.lock).program.digest == compilation.program.digest


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("E[high]", "a comparison is true or false, and no number"),
        ("E[high * 2]", "a comparison is true or false, and no number"),
        ("E[discriminator(x) + (x[0, 0, 0] > 0)]", "a comparison is true or false, and no number"),
        ("E[where(discriminator(x), 1, 0)]", "`where` takes a comparison, and then two values"),
        ("E[where(x > 0, 1, 0)]", "takes one number per example, but this has [8, 8, 1]"),
        ("E[mean(where(x > z, x, 0))]", "`>` joins [8, 8, 1] with [16] per example"),
        ("E[mean(where(x > 0, x, z))]", "`where` joins"),
        ("E[where(y > 3, 1, 0)]", "labels are names and no quantities"),
        ("E[where(y == 1.5, 1, 0)]", "labels are names and no quantities"),
        ("E[where(y == z[0], 1, 0)]", "labels are names and no quantities"),
        ("E[mean(generator(high))]", "a comparison is true or false, and no number"),
        ("E[discriminator(x)] > 1", "is a comparison, which is true or false"),
        ("E[norm(grad(where(x[0, 0, 0] > 0, 1, 0), x))]", "there is no gradient by this"),
        ("E[norm(grad(sum(stop(x)), x))]", "there is no gradient by this"),
        ("E[where(x[0, 0, 0] > 0, 1)]", "`where` takes 3 arguments, but is given 2"),
    ],
)
def test_what_is_no_number_and_no_condition(formula: str, says: str) -> None:
    [(_, message)] = errors_of(spec_with(formula))
    assert says in message


@pytest.mark.parametrize("formula", ["p < 1 < 2", "p != 1", "p > 0 and p > 0", "1 if p > 0 else 0", "not p > 0"])
def test_other_conditions_are_refused_where_they_stand(formula: str) -> None:
    assert [code for code, _ in errors_of(spec_with(formula))] == ["GC0410"]


def test_an_objective_that_is_a_condition_alone_moves_nothing() -> None:
    found = errors_of(spec_with(objective="E[where(discriminator(x) > 0, 1, 0)]"))
    assert [code for code, _ in found] == ["GC0513"]


def test_a_constant_is_no_comparison() -> None:
    [(code, message)] = errors_of(spec_with().replace("z: {normal: [16]}", "z: {normal: ['${16 > 2}']}"))
    assert code == "GC0303"
    assert "is of formulas alone" in message
