"""One formula for several networks: the sum that it stands for, and mistakes where they stand."""

from __future__ import annotations

import pytest

from gancompile.compiler import compile_text, compiled_files
from gancompile.compiler.diagnostics import Severity

SPEC = """
gancompile: 1
name: several
data: {source: digits, range: [-1, 1], batch: 8}
networks:
  generator: {inputs: {z: [16]}, layers: [{dense: 64}, {reshape: [8, 8, 1]}]}
  judge_2: {inputs: {x: data.image}, params: {width: 2}, layers: [flatten, {dense: "${width}"}, {dense: 1}]}
  judge_3: {like: judge_2, with: {width: 3}}
  small: {like: judge_2, inputs: {x: [4, 4, 1]}}
  half: {inputs: {x: data.image}, layers: [{average_pooling2d: 2}]}
game:
  draws: {x: {data: image}, z: {normal: [16]}}
  let: {fake: generator(z)}
  players:
    judges: {networks: [judge_2, judge_3, small], minimize: "FORMULA"}
    generator: {minimize: "-sum(E[d(fake)] for d in [judge_2, judge_3]) - E[small(half(fake))]"}
schedule: [{steps: 10}]
"""
BOTH = "sum(E[relu(1 - d(v)) + relu(1 + d(w))] for d, v, w in [(judge_2, x, fake), (small, half(x), half(fake))])"


def test_it_is_the_sum_written_out() -> None:
    first, second = (
        "E[relu(1 - judge_2(x)) + relu(1 + judge_2(fake))]",
        "E[relu(1 - small(half(x))) + relu(1 + small(half(fake)))]",
    )
    made = compile_text(SPEC.replace("FORMULA", BOTH))
    wanted = compile_text(SPEC.replace("FORMULA", f"{first} + {second}"))
    assert not made.failed, made.diagnostics
    assert made.program.game.players[0].terms == wanted.program.game.players[0].terms
    files = compiled_files(made)
    assert compile_text(files.lock).program.digest == made.program.digest


@pytest.mark.parametrize(
    ("formula", "code", "at"),
    [
        ("sum(E[d(x)] for d in [judge_2, judge_4])", "GC0301", "d(x)"),
        ("sum(E[d(z)] for d in [judge_2, judge_3])", "GC0412", "z"),
        ("sum(E[d(v)] for d, v in [(judge_2, x), (small, x)])", "GC0412", "x"),
        ("sum(E[d(x)] for e in [judge_2, judge_3])", "GC0301", "d(x)"),
        ("sum(d(x) for d in [judge_2, judge_3])", "GC0414", None),
        ("max(d(x) for d in [judge_2, judge_3])", "GC0410", "max(d(x) for d in [judge_2, judge_3])"),
        ("sum(E[d(x)] for d in [1, 2])", "GC0410", "d(x)"),
        ("sum(E[d(x)] for d, v in [judge_2])", "GC0410", "judge_2"),
        ("sum(E[d(x)] for d in judges)", "GC0410", "judges"),
    ],
)
def test_a_mistake_is_shown_where_it_stands(formula: str, code: str, at: str | None) -> None:
    text = SPEC.replace("FORMULA", formula)
    [error] = [one for one in compile_text(text).diagnostics if one.severity is Severity.ERROR]
    assert error.code == code
    if at is not None:
        line = text.splitlines()[error.span.line - 1]
        assert line[error.span.column - 1 : error.span.end_column - 1] == at
