"""Broken specs, each one mistake away from a good one: the code, the line, and the whole text of what is told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

GOLDEN = Path(__file__).parent.parent / "golden" / "broken"
SPEC = """\
gancompile: 1
name: broken
params: {latent: 16}
data:
  source: digits
  range: [-1, 1]
  batch: 64
networks:
  generator:
    inputs: {z: ["${latent}"]}
    layers:
      - dense: {units: 2048, use_bias: false}
      - batch_normalization
      - relu
      - reshape: [4, 4, 128]
      - conv2d_transpose: {filters: 64, kernel_size: 4, strides: 2, padding: same}
      - leaky_relu: 0.2
      - conv2d: {filters: 1, kernel_size: 3, padding: same, activation: tanh}
        name: image
  discriminator:
    inputs: {x: data.image}
    layers:
      - conv2d: {filters: 32, kernel_size: 3, strides: 2, padding: same}
      - leaky_relu: 0.2
      - flatten
      - dense: 1
        name: logit
game:
  objective: non_saturating
  regularize: [{r1: {weight: 0.5}}]
  optimizer: {adam: {learning_rate: 2e-4, beta_1: 0.5}}
schedule:
  - {steps: 1000, round: [{discriminator: 1}, {generator: 1}]}
"""
BOMB = "bomb0: &b0 [0, 0, 0, 0, 0, 0, 0, 0, 0]\n" + "".join(
    f"bomb{i}: &b{i} [{', '.join([f'*b{i - 1}'] * 9)}]\n" for i in range(1, 10)
)
LONG_FORM = """game:
  draws: {x: {data: image}, z: {normal: [16]}}
  let: {fake: generator(z)}
  players:
    discriminator:
      maximize: E[log(sigmoid(discriminator(x)))] + E[log(1 - sigmoid(discriminator(fake)))]
    generator:
      minimize: FORMULA
schedule:"""


class Mistake(NamedTuple):
    """One replacement in the good spec, and what must come of it."""

    name: str
    old: str
    new: str
    code: str
    line: int


def long_form(formula: str) -> str:
    return LONG_FORM.replace("FORMULA", formula)


GAME = SPEC[SPEC.index("game:") : SPEC.index("schedule:") + len("schedule:")]
MISTAKES = [
    Mistake("misspelt_section", "schedule:", "shedule:", "GC0202", 32),
    Mistake("misspelt_argument", "{filters: 64, kernel_size: 4", "{filter: 64, kernel_size: 4", "GC0203", 16),
    Mistake("misspelt_layer", "      - relu\n", "      - rellu\n", "GC0204", 14),
    Mistake("misspelt_layer_with_arguments", "conv2d_transpose:", "conv2d_transposed:", "GC0204", 16),
    Mistake("misspelt_activation", "activation: tanh", "activation: than", "GC0207", 18),
    Mistake("misspelt_objective", "non_saturating", "non_saturated", "GC0204", 29),
    Mistake("wrong_type", "units: 2048", "units: many", "GC0206", 12),
    Mistake("quoted_number", "batch: 64", 'batch: "64"', "GC0206", 7),
    Mistake("negative_units", "units: 2048", "units: -2048", "GC0208", 12),
    Mistake("missing_argument", "kernel_size: 4, strides: 2", "strides: 2", "GC0205", 16),
    Mistake("missing_section", "data:\n  source: digits\n  range: [-1, 1]\n  batch: 64\n", "", "GC0205", 1),
    Mistake("bad_shape", "reshape: [4, 4, 128]", "reshape: [4, 4, 127]", "GC0402", 15),
    Mistake("kernel_too_large", "kernel_size: 3, strides: 2, padding: same", "kernel_size: 9", "GC0402", 23),
    Mistake(
        "generator_too_large",
        "strides: 2, padding: same}\n      - leaky_relu: 0.2\n      - conv2d: {filters: 1",
        "strides: 4, padding: same}\n      - leaky_relu: 0.2\n      - conv2d: {filters: 1",
        "GC0412",
        18,
    ),
    Mistake("missing_network", "  discriminator:\n    inputs", "  judge:\n    inputs", "GC0501", 29),
    Mistake("unknown_player", "{generator: 1}]", "{generater: 1}]", "GC0603", 33),
    Mistake(
        "wrong_indent",
        "    layers:\n      - dense: {units: 2048",
        "   layers:\n      - dense: {units: 2048",
        "GC0120",
        11,
    ),
    Mistake("tab", "  batch: 64", "\tbatch: 64", "GC0102", 7),
    Mistake("duplicate_key", "  batch: 64\n", "  batch: 64\n  batch: 32\n", "GC0103", 8),
    Mistake("python_tag", "source: digits", "source: !!python/object/apply:os.system [ls]", "GC0104", 5),
    Mistake("bomb", "gancompile: 1\n", BOMB + "gancompile: 1\n", "GC0106", 6),
    Mistake("unknown_file", "source: digits", "source: {npz: {file: nowhere.npz}}", "GC0701", 5),
    Mistake("unknown_data_field", "data.image", "data.picture", "GC0301", 21),
    Mistake("unknown_parameter", "${latent}", "${latents}", "GC0302", 10),
    Mistake("unclosed_bracket", "reshape: [4, 4, 128]", "reshape: [4, 4, 128", "GC0122", 15),
    Mistake(
        "two_layers_in_one",
        "      - batch_normalization\n      - relu\n",
        "      - batch_normalization:\n        relu:\n",
        "GC0212",
        14,
    ),
    Mistake("two_lengths", "steps: 1000", "steps: 1000, epochs: 3", "GC0601", 33),
    Mistake("other_version", "gancompile: 1", "gancompile: 2", "GC0201", 1),
    Mistake("no_range", "  range: [-1, 1]\n", "", "GC0703", 5),
    Mistake("formula_with_unknown_name", GAME, long_form("E[log(1 - sigmoid(discriminator(fakes)))]"), "GC0301", 35),
    Mistake("formula_without_mean", GAME, long_form("log(1 - sigmoid(discriminator(fake)))"), "GC0414", 35),
    Mistake("formula_of_images", GAME, long_form("E[square(fake - x)]"), "GC0414", 35),
    Mistake("formula_with_attribute", GAME, long_form("E[fake.__class__]"), "GC0410", 35),
    Mistake("formula_with_wrong_shape", GAME, long_form("E[discriminator(z)]"), "GC0412", 35),
    Mistake("name_of_the_source", "        name: logit", "        name: tf", "GC0305", 27),
    Mistake("name_twice", "      - relu\n", "      - relu:\n        name: image\n", "GC0306", 20),
    Mistake("scalar_for_a_section", "regularize: [{r1: {weight: 0.5}}]", "regularize: r1", "GC0206", 30),
    Mistake("not_a_number", "learning_rate: 2e-4", "learning_rate: .nan", "GC0208", 31),
]


def test_the_spec_itself_is_fine(tmp_path: Path) -> None:
    assert check(SPEC, tmp_path) == (0, "")


def check(text: str, folder: Path) -> tuple[int, str]:
    """The exit code and the standard error of `gancompile check` in a process of its own."""
    (folder / "spec.yaml").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "gancompile", "check", "spec.yaml"]
    root = str(Path(__file__).parent.parent.parent)
    done = subprocess.run(command, cwd=folder, env={"PYTHONPATH": root}, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr.replace(str(folder), "FOLDER")


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_told_at_its_line(mistake: Mistake, tmp_path: Path, golden: Callable[[str, Path], None]) -> None:
    assert mistake.old in SPEC
    code, errors = check(SPEC.replace(mistake.old, mistake.new, 1), tmp_path)
    golden(errors, GOLDEN / f"{mistake.name}.txt")
    assert code == 1
    assert "Traceback" not in errors
    assert errors.startswith(f"error[{mistake.code}]"), errors
    assert f"--> spec.yaml:{mistake.line}:" in errors.split("\n\n")[0], errors


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    names = ("misspelt_argument", "misspelt_layer", "negative_units", "quoted_number", "two_lengths")
    text = SPEC
    for mistake in MISTAKES:
        if mistake.name in names:
            text = text.replace(mistake.old, mistake.new, 1)
    _, errors = check(text, tmp_path)
    assert errors.count("error[") == 5, errors
    assert errors.rstrip().endswith("5 errors")


MANY = """\
gancompile: 1
name: many
data: {source: {ring: {modes: 4}}, batch: 16}
networks:
  generator:
    inputs: {z: [3]}
    layers: [{dense: {units: 5, activation: tanh}}, {dense: 2, name: point}]
  critic:
    inputs: {x: data.point}
    layers: [{dense: {units: 6, activation: tanh}}, {dense: 1, name: score}]
game:
  draws: {x: {data: point}, z: {normal: [3]}}
  let:
    fake: generator(z)
    edge: critik(x) - critic(fake)
    size: norm(fak)
    cost: E[edge]
  state:
    k: {start: 0, update: "k + E[norm(fakes)]"}
  players:
    critic:
      networks: [critic]
      minimize: {judge: "E[softplus(-critic(x))] + E[softplus(critic(x, fake))]", cost: cost}
      regularize: [{r1: {weight: 1, on: edge}}, {r2: {weight: 1, on: nothing}}]
      optimizer: {adam: {learning_rate: 1e-3}}
    generator:
      networks: [generatr]
      minimize: {fool: "E[softplus(-edge)]", near: x}
      optimizer: {adam: {learning_rate: 1e-3}}
schedule:
  - {steps: 6, round: [{critic: 2}, {generatr: 1}], freeze: [judge]}
  - {steps: 6, epochs: 1, set: {game.players.judge.optimizer.adam.learning_rate: 1e-4, game.optimizer.sgd.momentum: 0}}
"""


def test_all_mistakes_of_a_game_are_told_at_once(tmp_path: Path, golden: Callable[[str, Path], None]) -> None:
    """Each where it is made, in formulas, penalties, players and phases, and nothing that only follows: `cost`, `r1` at `edge`."""
    _, errors = check(MANY, tmp_path)
    golden(errors, GOLDEN / "many_of_a_game.txt")
    told = [int(line.split(":")[1]) for line in errors.splitlines() if "-->" in line]
    assert told == [15, 16, 19, 23, 24, 27, 28, 31, 31, 32, 32, 32]


def test_all_mistakes_of_the_phases_are_told_at_once(tmp_path: Path, golden: Callable[[str, Path], None]) -> None:
    """Of a game that is sound itself."""
    sound = {
        "critik": "critic", "norm(fak)": "norm(fake)", "fakes": "fake", "critic(x, fake)": "critic(fake)",
        "on: edge": "on: x", "on: nothing": "on: fake", "[generatr]": "[generator]", ", near: x": "",
    }  # fmt: skip
    text = MANY
    for old, new in sound.items():
        text = text.replace(old, new, 1)
    _, errors = check(text, tmp_path)
    golden(errors, GOLDEN / "many_of_the_phases.txt")
    assert errors.count("error[") == 5


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    root = str(Path(__file__).parent.parent.parent)
    command = [sys.executable, "-m", "gancompile", "check", "nowhere.yaml"]
    done = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": root}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "cannot read `nowhere.yaml`" in done.stderr


def test_all_mistakes_of_all_stages_are_told_at_once(tmp_path: Path) -> None:
    """One where a phase has a player who is none, and one in a phase that begins a stage."""
    text = (Path(__file__).parent / "eject" / "staged.yaml").read_text(encoding="utf-8")
    assert check(text, tmp_path)[0] == 0
    lines = text.splitlines()
    first = next(number for number, line in enumerate(lines) if "- {phase:" in line)
    last = len(lines) - 1 - next(number for number, line in enumerate(reversed(lines)) if "params: {" in line)
    lines[first] = lines[first].replace("round: [{", "round: [{nobody: 1}, {", 1)
    lines[last] = lines[last].replace("params: {", "set: {game.none: 1}, params: {", 1)
    _, errors = check("\n".join(lines) + "\n", tmp_path)
    assert errors.count("error[") == 2, errors
    assert f"spec.yaml:{first + 1}:" in errors
    assert f"spec.yaml:{last + 1}:" in errors
