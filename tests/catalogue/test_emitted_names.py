"""Names of a spec that meet names of the emitted source: a diagnostic, or a source that shadows no import."""

from __future__ import annotations

import ast
import builtins
import keyword
import subprocess
import sys
from pathlib import Path

import pytest

from gancompile.catalogue.emitted_names import (
    Kind,
    free_suggestion,
    game_class,
    imported_names,
    layer_classes,
    may_be_used,
)
from gancompile.compiler import Compilation, compile_text, compiled_files
from gancompile.spec import Spec

NAMES = (
    # imports
    "tf", "Path", "Game", "Input", "Model", "constraints", "initializers", "layers", "optimizers", "regularizers", "saving", "cosine",
    "step", "piecewise", "warm_up", "half_life", "norm", "one_hot", "orthogonality", "log_mean_exp", "mean_of_pairs",
    "ColumnLogSoftmax", "PixelNormalization", "SpectralNormalization", "TableHead",
    # variables, parameters, attributes and methods of the emitted source
    "self", "batch", "batch_size", "logs", "loss", "tape", "part", "parts", "config", "slopes", "name", "model", "h", "h1", "point",
    "objective", "fields", "train_step", "update_critic", "round_first", "HostileSpec", "x_1", "fake_score", "term_term",
    # Python
    "class", "lambda", "None", "True", "range", "super", "float", "str", "print", "type", "__init__", "_hidden",
    # formulas and the language
    "E", "grad", "log", "input", "previous", "data", "G", "D", "PlayedGame", "PLAN", "Plan", "main", "keras",
)  # fmt: skip
SPEC = """
gancompile: 1
name: {spec}
data: {{source: {{ring: {{}}}}, batch: 16}}
blocks:
  {block}: {{params: {{units: 8}}, layers: [{{dense: "${{units}}", name: one}}, leaky_relu]}}
networks:
  trunk: {{inputs: {{{input}: data.point}}, layers: [{{dense: 8, name: {layer}}}, leaky_relu, pixel_normalization]}}
  {network}:
    inputs: {{x: data.point}}
    layers: [{{network: trunk}}, {{use: {block}, name: {prefix}}}, {{dense: 1, name: score, wrap: spectral_normalization}}]
    outputs: {{{output}: score}}
  generator: {{inputs: {{z: [4]}}, layers: [{{dense: 8, name: hot}}, {{dense: 2}}]}}
game:
  draws: {{x: {{data: point}}, {draw}: {{normal: [4]}}}}
  state: {{{state}: {{update: "0.5 * {state} + 0.1 * E[mean(generator({draw}))]"}}}}
  let: {{{value}: generator({draw})}}
  players:
    {player}:
      networks: [{network}, trunk]
      minimize: {{{term}: "E[{network}({value})] - E[{network}(x)] + 0 * {state}"}}
      regularize: [{{term: {{value: "E[sum(square(grad(sum({network}(x)), x)))]", weight: 1, every: 2, name: {penalty}}}}}]
      watch: {{{watch}: "E[sum(square(grad(sum({network}(x)), x)))]"}}
      optimizer: {{adam: {{learning_rate: {{cosine: {{from: 1e-3, to: 0}}}}}}}}
    generator: {{minimize: "-E[{network}({value})]", average: {{half_life_images: 100}}}}
schedule:
  - {{phase: {phase}, steps: 3, round: [{{{player}: 1}}, {{generator: 1}}]}}
  - {{phase: second, steps: 3, round: [{{{player}: 2}}, {{generator: 1}}]}}
"""
PLAIN = {
    "spec": "hostile-spec", "block": "stack", "input": "p", "layer": "first", "network": "critic", "prefix": "up", "output": "score",
    "draw": "z", "state": "pace", "value": "fake", "player": "judge", "term": "gap", "penalty": "slope_term", "watch": "steepness",
    "phase": "first",
}  # fmt: skip


def spec_text(**changed: str) -> str:
    """The spec with other names at some of its positions."""
    return SPEC.format(
        **{position: f'"{name}"' if position in QUOTED else name for position, name in (PLAIN | changed).items()}
    )


QUOTED = {"spec", "watch", "phase", "block", "input", "layer", "output", "prefix", "term", "player", "penalty"}
"""Positions that are no part of a formula; a name in quotes is a text, not `null` or a truth value."""


def problems(compilation: Compilation) -> list[str]:
    """What is wrong with an emitted source: an import that is not used, or one that something hides."""
    source = compiled_files(compilation).model
    compile(source, "model.py", "exec")
    tree = ast.parse(source)
    imported = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    imported = {"tf" if name == "tensorflow" else name for name in imported}
    read = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    bound = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    bound |= {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    bound |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    free = {n for n in read if n not in imported | bound and not hasattr(builtins, n)} - {"__file__"}
    defined = [n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    methods = [
        n.name for one in tree.body if isinstance(one, ast.ClassDef) for n in one.body if isinstance(n, ast.FunctionDef)
    ]
    return [
        *(f"unused {name}" for name in sorted(imported - read)),
        *(f"hidden {name}" for name in sorted(imported & bound)),
        *(f"unknown {name}" for name in sorted(free)),
        *(f"twice {name}" for names in (defined, methods) for name in set(names) if names.count(name) > 1),
    ]  # fmt: skip


def test_the_plain_spec_is_fine() -> None:
    made = compile_text(spec_text())
    assert made.programs, made.diagnostics
    assert not problems(made)


@pytest.mark.parametrize("position", PLAIN)
def test_hostile_names(position: str) -> None:
    wrong, accepted = {}, 0
    for name in NAMES:
        made = compile_text(spec_text(**{position: name}))
        if made.programs:
            accepted += 1
            wrong |= {name: found} if (found := problems(made)) else {}
        elif not made.diagnostics:
            wrong[name] = ["neither a program nor a diagnostic"]
    assert not wrong
    assert accepted


def test_networks_are_called_like_nothing_of_the_source() -> None:
    for name in (*imported_names(), "HostileSpec", "data", "update_judge", "round_second", *keyword.kwlist):
        made = compile_text(spec_text(network=name))
        assert made.diagnostics
        if name.lower() not in {"none", "true", "false"}:
            assert [one.help for one in made.diagnostics if one.code == "GC0305"] == [
                f"try `{free_suggestion(name)}`"
            ], name


def test_what_is_suggested_may_be_used() -> None:
    for name in (*NAMES, *imported_names(), *keyword.kwlist, "update_round_x", "_", "__"):
        assert all(may_be_used(free_suggestion(name), kind) for kind in Kind), name


SPEC_NAMES = [
    "none", "true", "false", "class", "pixel-normalization", "game", "input", "layers", "model", "path", "tf", "runtime-error", "Exception",
    "NONE", "None", "ellipsis", "def", "table_head", "PLAN", "played-game", "plan", "main", "a-1",
]  # fmt: skip


@pytest.mark.parametrize("name", SPEC_NAMES)
def test_classes_of_games(name: str) -> None:
    made = compile_text(spec_text(spec=name))
    assert made.programs, made.diagnostics
    assert not problems(made)
    own = game_class(name)
    assert own.isidentifier()
    assert not keyword.iskeyword(own)
    assert not hasattr(builtins, own)
    assert own not in imported_names()
    assert f"class {own}(Game):" in compiled_files(made).model
    assert f'"class": "{own}"' in compiled_files(made).program


@pytest.mark.parametrize("name", [*SPEC_NAMES, *(word for word in NAMES if may_be_used(word, Kind.NETWORK))])
def test_ejected_files_compile(name: str, tmp_path: Path) -> None:
    changed = {"spec": name} if name in SPEC_NAMES else {"network": name}
    made = compile_text(spec_text(**changed))
    if not made.programs:
        assert name in {"HostileSpec", "data"}
        return
    path = Spec(made).eject(tmp_path / "game.py")
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F", str(path)], capture_output=True, text=True
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("kind", Kind)
def test_layers_of_ours_are_names_of_nothing(kind: Kind) -> None:
    assert not any(may_be_used(name, kind) for name in layer_classes())


@pytest.mark.slow
@pytest.mark.parametrize(
    "changed",
    [
        {"spec": "none", "network": "PLAN", "draw": "print", "value": "type", "watch": "class"},
        {
            "layer": "h",
            "input": "name",
            "output": "data",
            "prefix": "h1",
            "state": "point",
            "term": "objective",
            "player": "h",
        },
        {
            "spec": "pixel-normalization",
            "value": "keras",
            "phase": "class",
            "penalty": "fake",
            "block": "tf",
            "network": "str",
        },
    ],
    ids=str,
)
def test_a_round_is_trained(changed: dict[str, str], tmp_path: Path) -> None:
    made = compile_text(spec_text(**changed))
    assert made.programs, made.diagnostics
    game = Spec(made).compile(tmp_path)
    import tensorflow as tf

    logs = game.train_step({field: tf.zeros((48, 2)) for field in game.fields})
    assert all(tf.reduce_all(tf.math.is_finite(value)) for value in logs.values())
