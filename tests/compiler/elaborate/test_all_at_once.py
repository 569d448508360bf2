"""Several mistakes in one spec: each that stands by itself is told, each once, and nothing that only follows."""

from __future__ import annotations

import pytest

from gancompile.compiler import compile_text

SPEC = """\
gancompile: 1
name: many
params: {width: 5}
data: {source: digits, range: [-1, 1], batch: 16}
networks:
  generator:
    inputs: {z: [3]}
    layers: [{dense: {units: "${width}", activation: relu}}, {dense: 64}, {reshape: [8, 8, 1]}, {activation: tanh}]
  critic:
    inputs: {x: data.image}
    layers: [flatten, {dense: {units: 6, activation: tanh}}, {dense: 1, name: score}]
game:
  draws: {x: {data: image}, z: {normal: [3]}}
  let:
    fake: generator(z)
    seen: augment(x, flip)
    size: norm(fake)
    edge: critic(seen) - critic(fake)
  state:
    k: {start: 0, update: "clip(k + 0.01 * E[edge], 0, 1)"}
  players:
    critic:
      networks: [critic]
      minimize: {judge: "E[softplus(-edge)]", cost: "k * E[square(critic(x))]"}
      regularize: [{r1: {weight: 1, on: seen}}, {term: {name: far, value: "E[square(size)]", weight: 0.1}}]
      watch: {near: "E[size]"}
      optimizer: {adam: {learning_rate: 1e-3}}
    generator:
      networks: [generator]
      minimize: {fool: "E[softplus(edge)]"}
      optimizer: {adam: {learning_rate: 1e-3}}
schedule:
  - {steps: 6, round: [{critic: 1}, {generator: 1}], mode: simultaneous}
  - {steps: 6, params: {width: 6}, round: [{critic: 1}, {generator: 1}], until: {metric: near, below: 1}}
"""


def errors(text: str) -> list[str]:
    """The codes and the words in the spec that are told, by place."""
    told = compile_text(text).diagnostics
    lines = text.splitlines()
    found = [one for one in told if one.code.startswith("GC")]
    return [f"{one.code} {lines[one.span.line - 1][one.span.column - 1 : one.span.end_column - 1]}" for one in found]


def test_the_spec_itself_is_sound() -> None:
    assert errors(SPEC) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        # What speaks of a value that is broken is left alone: `edge`, `k`, the penalty, two objectives.
        ({"critic(seen) -": "critik(seen) -", "norm(fake)": "norm(fak)"}, ["GC0301 fak", "GC0301 critik(seen)"]),
        # A name that nothing has is told where it stands first.
        ({"E[square(size)]": "E[square(siz)]", "{near: \"E[size]\"": "{near: \"E[siz]\""}, ["GC0301 siz"]),
        ({"norm(fake)": "norm(edge)"}, ["GC0301 edge"]),
        # A policy is no value, and neither is it unknown.
        ({"on: seen": "on: flip", "E[size]": "E[siz]"}, ["GC0508 flip", "GC0301 siz"]),
        # Of one player: what it moves, both senses, a penalty, a number to watch, its optimizer.
        (
            {
                "networks: [critic]": "networks: [kritic]",
                "minimize: {judge": "maximize: E[edge]\n      minimize: {judge",
                "E[size]": "E[siz]",
                "adam: {learning_rate: 1e-3}}\n    generator": "adam: {clipnorm: 1, clipvalue: 1}}\n    generator",
            },
            ["GC0506 critic", "GC0301 kritic", "GC0301 siz", "GC0515 1"],
        ),
        # A network of two players, one of which is wrong for another reason.
        ({"networks: [generator]": "networks: [generator, critic]", "E[size]": "E[siz]"}, ["GC0301 siz", "GC0509 generator"]),
        ({"0.01 * E[edge]": "0.01 * edge", "E[size]": "E[siz]"}, ["GC0414 k", "GC0301 siz"]),
        # Phases while the game is in error, and while an earlier stage is.
        (
            {"E[size]": "E[siz]", "[{critic: 1}": "[{critic: 2}", ", below: 1": ""},
            ["GC0301 siz", "GC0604 critic", "GC0606 {metric: near}"],
        ),
        # Names in a game that has a mistake of the schema in it, but for those of a section that is itself in error.
        (
            {"{learning_rate: 1e-3}}\n    generator": "{rate: 1e-3}}\n    generator", "E[size]": "E[siz]", "softplus(edge)": "softplus(edge"},
            ["GC0301 siz", "GC0203 rate", "GC0410 ("],
        ),
        ({"state:": "stat:"}, ["GC0202 stat"]),
        # A penalty whose formula does not fit the values that it is given is at fault at their names.
        ({"r1: {weight: 1, on: seen}": "path_length: {latent: z, fake: seen, weight: 1}"}, ["GC0411 z"]),
        ({"{generator: 1}": "{generatr: 1}", "metric: near": "metric: neer"}, ["GC0603 generatr", "GC0606 neer"]),
        # Behind an invalid layer, a name with a number of the round in it is taken as it comes.
        (
            {
                "[flatten, {dense: {units: 6, activation: tanh}}": "[flatten, {reshape: [7, 9]}, {dense: 6, name: step_0}, "
                '{repeat: {times: 2, as: i, layers: [{dense: 6, from: "step_${i}", name: "step_${i + 1}"}]}}'
            },
            ["GC0402 [7, 9]"],
        ),
    ],
)  # fmt: skip
def test_each_is_told_once(changes: dict[str, str], told: list[str]) -> None:
    text = SPEC
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    assert errors(text) == told
