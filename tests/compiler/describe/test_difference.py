"""What is a difference between two specs, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from gancompile.compiler import Compilation, compile_file, compile_text, compiled_files
from gancompile.compiler.describe.difference import differences

SPEC = """
gancompile: 1
name: one
data: {source: digits, range: [-1, 1], batch: 64}
networks:
  generator:
    inputs: {z: [32], y: data.label}
    layers:
      - embedding: {input_dim: 10, output_dim: 10}
        from: y
      - concatenate:
        from: [z, previous]
      - dense: {units: 1024}
      - batch_normalization
      - relu
      - reshape: [4, 4, 64]
      - conv2d_transpose: {filters: 32, kernel_size: 4, strides: 2, padding: same}
      - relu
      - conv2d: {filters: 1, kernel_size: 3, padding: same, activation: tanh}
        name: image
  discriminator:
    inputs: {x: data.image}
    layers: [flatten, {dense: 64}, leaky_relu, {dense: 1}]
game: {objective: hinge, regularize: [r1], optimizer: {adam: {learning_rate: 2e-4, beta_1: 0.5}}}
schedule: [{steps: 1000, round: [{discriminator: 1}, {generator: 1}]}]
"""
LONG = """game:
  draws: {x: {data: image}, y: {data: label}, z: {normal: [32]}}
  let: {made: "generator(z,y)"}
  players:
    generator: {maximize: "E[discriminator(made)]", optimizer: {adam: {beta_1: 0.5, learning_rate: 0.0002}}}
    discriminator:
      minimize: E[relu(1 + discriminator(made))]+E[ relu(1 - discriminator(x)) ]
      optimizer: {adam: {beta_1: 0.5, learning_rate: 0.0002}}
      regularize: [{r1: {on: x, weight: 5}}]
"""


def put(*pairs: tuple[str, str]) -> str:
    text = SPEC
    for old, new in pairs:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


def made(text: str) -> Compilation:
    compilation = compile_text(text)
    assert not compilation.failed, compilation.diagnostics
    return compilation


def told(new: str, old: str = SPEC) -> list[str]:
    return [str(change) for change in differences(made(old), made(new)) if not change.is_remark]


GAME = SPEC[SPEC.index("game:") : SPEC.index("schedule:")]
SAME = {
    "itself": SPEC,
    "comments and flow": "# another text\n" + put(("{units: 1024}", "{ units : 1024 }")),
    "a default written out": put(
        ("{units: 1024}", "{units: 1024, use_bias: true, kernel_initializer: glorot_uniform}")
    ),
    "a default object with arguments": put(("{units: 1024}", "{units: 1024, bias_initializer: {zeros: {}}}")),
    "one number for all axes": put(("kernel_size: 4, strides: 2", "kernel_size: [4, 4], strides: [2, 2]")),
    "a shorthand": put(("{dense: 64}", "{dense: {units: 64}}"), ("leaky_relu", "{leaky_relu: {negative_slope: 0.3}}")),
    "a parameter": put(("name: one", "name: one\nparams: {width: 1024}"), ("{units: 1024}", '{units: "${width}"}')),
    "a repeat": put(
        (
            "      - batch_normalization\n      - relu\n",
            "      - repeat: {times: 1, layers: [batch_normalization, relu]}\n",
        )
    ),
    "the default of a penalty": put(("[r1]", "[{r1: {weight: 5}}]")),
    "the default of the data": put(("batch: 64", "shuffle: true")),
    "the default of the source": put(("source: digits", "source: {digits: {split: all}}")),
    "the default of the optimizer": put(("beta_1: 0.5", "beta_1: 0.5, beta_2: 0.999")),
    "the long form": SPEC.replace(GAME, LONG),
    "what is read, said": put(("      - dense: {units: 1024}", "      - dense: {units: 1024}\n        from: previous")),
    "images for rounds": put(("steps: 1000", "images: 64000")),
    "the order of sections": "schedule: [{steps: 1000, round: [{discriminator: 1}, {generator: 1}]}]\n"
    + SPEC[: SPEC.index("schedule:")],
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME.keys())
def test_no_difference(text: str) -> None:
    assert told(text) == []
    assert told(SPEC, text) == []


DIFFERENT = {
    "an argument": (
        [("filters: 32", "filters: 16")],
        ["networks.generator layer 7 conv2d_transpose: filters 32 -> 16"],
    ),
    "an optimizer's number": (
        [("2e-4", "1e-4")],
        [
            "game.players.discriminator.optimizer.adam.learning_rate: 0.0002 -> 0.0001",
            "game.players.generator.optimizer.adam.learning_rate: 0.0002 -> 0.0001",
        ],
    ),
    "a layer more": (
        [("      - relu\n      - reshape", "      - relu\n      - dropout: 0.3\n      - reshape")],
        ["networks.generator layer 6 dropout: added (rate 0.3)"],
    ),
    "a layer less": (
        [("      - batch_normalization\n", "")],
        ["networks.generator layer 4 batch_normalization: removed"],
    ),
    "another layer": (
        [("leaky_relu", "elu")],
        ["networks.discriminator layer 3 leaky_relu: removed", "networks.discriminator layer 3 elu: added"],
    ),
    "a wrapper": (
        [("{dense: 64}", "{dense: 64, wrap: spectral_normalization}")],
        ["networks.discriminator layer 2 dense: wrap [] -> [{spectral_normalization: {power_iterations: 1}}]"],
    ),
    "what a layer reads": (
        [("from: [z, previous]", "from: [previous, z]")],
        ["networks.generator layer 2 concatenate: reads z, @1 -> @1, z"],
    ),
    "the latent": ([("z: [32]", "z: [16]")], None),
    "a penalty's weight": (
        [("[r1]", "[{r1: {weight: 1}}]")],
        ["game.players.discriminator.regularize.r1.weight: 5 -> 1"],
    ),
    "rounds": ([("steps: 1000", "steps: 10")], ["schedule.0.steps: 1000 -> 10"]),
    "turns": (
        [("{discriminator: 1}", "{discriminator: 5}")],
        ["schedule.0.round: [{discriminator: 1}, {generator: 1}] -> [{discriminator: 5}, {generator: 1}]"],
    ),
    "the batch": ([("batch: 64", "batch: 32")], ["data.batch: 64 -> 32"]),
    "a seed": ([("name: one", "name: one\nseed: 3")], ["seed: 0 -> 3"]),
    "a part of the data": (
        [("source: digits", "source: {digits: {split: train}}")],
        ["data.source.digits.split: all -> train"],
    ),
    "a trainable layer": (
        [("{dense: 64}", "{dense: 64, trainable: false}")],
        ["networks.discriminator layer 2 dense: trainable true -> false"],
    ),
}


@pytest.mark.parametrize(("pairs", "said"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_differences_in_words(pairs: list[tuple[str, str]], said: list[str] | None) -> None:
    found = told(put(*pairs))
    assert found
    if said is not None:
        assert found == said


def test_an_objective_is_told_as_formulas() -> None:
    found = told(put(("hinge", "wasserstein_gp")))
    assert "game.players.discriminator.minimize: " in found[0]
    assert not [line for line in found if line.startswith("networks")]


def test_names_are_remarks_and_come_last() -> None:
    found = differences(
        made(SPEC),
        made(
            put(
                ("name: one", "name: two"), ("name: image", "name: picture"), ("1024", "1088"), ("4, 4, 64", "4, 4, 68")
            )
        ),
    )
    assert [change.is_remark for change in found] == sorted(change.is_remark for change in found)
    assert [str(change) for change in found if change.is_remark] == [
        "networks.generator layer 9 conv2d: name image -> picture",
        "name: one -> two",
    ]


SEVERAL = """
gancompile: 1
name: several
data: {source: digits, range: [-1, 1]}
networks:
  trunk: {inputs: {x: data.image}, layers: [flatten, {dense: {units: 64, activation: relu}}]}
  generator:
    inputs: {z: [32]}
    layers:
      - dense: {units: 1024}
        name: start
      - residual: {layers: [{dense: {units: 1024, activation: relu}}]}
      - reshape: [4, 4, 64]
      - conv2d_transpose: {filters: 1, kernel_size: 4, strides: 2, padding: same, activation: tanh}
  twin: {like: generator}
  critic:
    inputs: {x: data.image}
    layers:
      - network: trunk
      - dense: {units: 1}
        name: score
      - dense: {units: 10}
        from: @1
        name: digit
    outputs: {score: score, digit: digit}
game:
  draws: {x: {data: image}, z: {normal: [32]}}
  players:
    critic:
      networks: [critic, trunk]
      minimize:
        real: E[softplus(-critic(x).score)]
        fake: E[softplus(critic(generator(z)).score)]
        small: 0.1 * E[sum(critic(x).digit)]
    maker: {networks: [generator, twin], minimize: "E[softplus(-critic(generator(z)).score)] + E[softplus(-critic(twin(z)).score)]"}
""".replace("from: @1", 'from: "@1"')


def test_a_lock_is_no_difference(specs: Path, root: Path) -> None:
    for path in (*specs.glob("*.yaml"), root / "tests" / "golden" / "odd" / "spec.yaml"):
        compilation = compile_file(path)
        if not compilation.failed:
            assert differences(compilation, made(compiled_files(compilation).lock)) == ()
    assert differences(made(SEVERAL), made(compiled_files(made(SEVERAL)).lock)) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{score: score, digit: digit}", "{score: score, digit: digit, trunk: '@1'}", ["networks.critic.outputs.trunk: none -> @1"]),
        ("[flatten, {dense", "[flatten, {dropout: 0.5}, {dense", ["networks.trunk layer 2 dropout: added (rate 0.5)"]),
        ("- network: trunk", "- network: trunk\n      - dropout: 0.5", None),
        ("{units: 10}", "{units: 12}", ["networks.critic layer 3 dense: units 10 -> 12"]),
        ("0.1 * E", "0.2 * E", ["game.players.critic.minimize.small: 0.1 * E[sum(critic(x).digit)] -> 0.2 * E[sum(critic(x).digit)]"]),
        ("twin: {like: generator}", "twin: {like: generator}\n  triplet: {like: generator}", None),
    ],
)  # fmt: skip
def test_games_of_several(old: str, new: str, said: list[str] | None) -> None:
    assert old in SEVERAL
    found = told(SEVERAL.replace(old, new, 1), SEVERAL)
    assert found
    assert said is None or found == said


STAGED = """
gancompile: 1
name: staged
params: {size: 4}
data: {source: digits, resize: ["${size}", "${size}"], range: [-1, 1], batch: 8}
networks:
  generator: {inputs: {z: [4]}, layers: [{dense: auto}, {reshape: [auto, auto, 1]}]}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: 4}, leaky_relu, {dense: 1}]}
game: {objective: hinge}
schedule: [{steps: 10}, {steps: 20, params: {size: 8}}]
"""


def test_stages_are_compared_one_by_one() -> None:
    first = compile_text(STAGED)
    longer = compile_text(STAGED.replace("{steps: 10}", "{steps: 30}"))
    wider = compile_text(STAGED.replace("{dense: 4}", "{dense: 5}"))
    single = compile_text(STAGED.replace(", {steps: 20, params: {size: 8}}", ""))
    assert [str(one) for one in differences(first, longer)] == ["stage 1, schedule.0.steps: 10 -> 30"]
    assert [str(one) for one in differences(first, wider)] == ["networks.discriminator layer 2 dense: units 4 -> 5"]
    assert str(differences(first, single)[0]) == "schedule: 2 stages -> 1"
    assert not differences(first, compile_text(STAGED))
