"""Ejected files as texts: small, stable, laid out as `ruff` would, and with no import of gancompile."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gancompile.compiler import compile_file, compile_text, compiled_files
from gancompile.compiler.eject import eject, files_of
from gancompile.compiler.plan import make_plan

Folders = Callable[[Path], tuple[str, ...]]
SPECS = sorted((Path(__file__).parents[3] / "specs").glob("*.yaml"))


MADE: dict[Path, str] = {}
"""The ejected files of the zoo, which several tests look at."""


def ejected(path: Path, own_folders: Folders) -> str:
    if path not in MADE:
        MADE[path] = _ejected(path, own_folders)
    return MADE[path]


def _ejected(path: Path, own_folders: Folders) -> str:
    programs = compile_file(path, overrides=own_folders(path)).programs
    assert programs
    return eject([make_plan(program) for program in programs])


def of_file(name: str) -> str:
    compilation = compile_file(Path(__file__).with_name(name))
    assert compilation.programs, compilation.diagnostics
    return eject([make_plan(program) for program in compilation.programs])


def defined(text: str) -> dict[str, ast.stmt]:
    """What a file defines; nothing twice."""
    nodes = [n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    assert len({node.name for node in nodes}) == len(nodes)
    return {node.name: node for node in nodes}


def methods(text: str, name: str) -> set[str]:
    node = defined(text)[name]
    assert isinstance(node, ast.ClassDef)
    return {one.name for one in node.body if isinstance(one, ast.FunctionDef)}


def told_by_ruff(folder: Path) -> str:
    """What the formatter and the linter have against the files of a folder."""
    told = ""
    for arguments in (["format", "--diff"], ["check", "--select", "E,F,I,W,B", "--ignore", "E501"]):
        command = [sys.executable, "-m", "ruff", *arguments, "--isolated", "--no-cache", "--line-length", "120"]
        done = subprocess.run([*command, "."], cwd=folder, capture_output=True, text=True, check=False)
        told += "" if done.returncode == 0 else done.stdout + done.stderr
    return told


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_it_is_one_file_without_gancompile(path: Path, own_folders: Folders) -> None:
    text = ejected(path, own_folders)
    tree = ast.parse(text)
    assert {module.partition(".")[0] for module in imports(tree)} <= {
        *sys.stdlib_module_names,
        "keras",
        "numpy",
        "tensorflow",
    }
    assert text == _ejected(path, own_folders)
    assert "type: ignore" not in text
    assert text.rstrip().endswith("main(PLAN, __doc__)")


def imports(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.skipif(importlib.util.find_spec("ruff") is None, reason="ruff is not installed")
def test_ruff_is_content(own_folders: Folders, tmp_path: Path) -> None:
    for path in SPECS:
        (tmp_path / f"{path.stem.replace('-', '_')}.py").write_text(ejected(path, own_folders))
    for name in ("odd", "made", "staged"):
        (tmp_path / f"{name}.py").write_text(of_file(f"{name}.yaml"))
    assert told_by_ruff(tmp_path) == ""


def test_what_is_not_used_is_left_out(specs: Path, own_folders: Folders) -> None:
    ring = ejected(specs / "gan-ring.yaml", own_folders)
    assert {"generator", "discriminator", "GanRing", "Game", "UpdateScheduler", "cosine", "ring", "main"} <= set(
        defined(ring)
    )
    absent = {"augmented", "ReplayPool", "grid_centres", "Spiral", "norm", "Steps", "exponential", "BoundedLayer"}
    assert not absent & set(defined(ring))
    kept = methods(ring, "Game")
    assert {"move", "follow", "split", "call", "get_config", "from_config", "save_own_variables", "ready"} <= kept
    assert not {"augment", "pool", "clip", "optimistic", "play", "mix", "set_layer"} & kept
    wgan = ejected(specs / "wgan-digits.yaml", own_folders)
    assert "clip" in methods(wgan, "Game")
    assert "average" in methods(wgan, "UpdateScheduler")
    assert len(ring.splitlines()) <= 1210


def test_layers_are_taken_with_what_they_stand_on(specs: Path, own_folders: Folders) -> None:
    text = ejected(specs / "sagan-digits.yaml", own_folders)
    assert {"SelfAttention", "SpectralNormalization", "ProjectionHead", "SubstitutedWeights"} <= set(defined(text))
    assert "PixelNormalization" not in defined(text)


def test_the_head_tells_how_to_run_it(specs: Path, own_folders: Folders) -> None:
    head = ast.get_docstring(ast.parse(ejected(specs / "cgan-digits.yaml", own_folders)))
    assert head is not None
    assert head.startswith("cgan-digits: ejected by gancompile ")
    assert "python my_gan.py --data examples.npz --rounds 2000 --out weights" in head
    assert "    image: [examples, 8, 8, 1] float32 from -1 to 1\n    label: [examples] int32 from 0 to 9" in head
    assert "--data examples.npz" not in ejected(specs / "gan-ring.yaml", own_folders)


def test_names_do_not_meet() -> None:
    text = of_file("odd.yaml")
    names = defined(text)
    assert {"sorted", "np", "read", "Phase", "read_reading", "Phase_plan"} <= set(names)
    assert re.search(r"^import numpy as np_endless$", text, re.MULTILINE)
    assert "np_endless.iinfo(" in text
    assert "game=Phase," in text
    assert "Phase_plan(rounds=6" in text
    assert "builtins.sorted(path for path in" in text
    assert "self.sorted = sorted()" in text
    assert 'steps=[Flip("horizontal", draw=0)],' in text


def test_what_is_made_anew_is_made_there() -> None:
    text = of_file("made.yaml")
    assert {"Mixture", "Spiral", "PartlyLabelled", "Steps", "side_by_side"} <= set(defined(text))
    assert "ImageFiles" not in text
    assert "--data FILE.npz` takes others" in text


@pytest.mark.parametrize("word", ["list", "str", "map", "len", "zip", "isinstance", "print", "dict", "int"])
def test_names_of_python_may_be_those_of_networks(word: str) -> None:
    """Those that stand in texts with values in them as well; a wrong place would break the text."""
    spec = Path(__file__).with_name("odd.yaml").read_text().replace("read", word)
    programs = compile_text(spec).programs
    assert programs
    text = eject([make_plan(program) for program in programs])
    assert isinstance(defined(text)[word], ast.FunctionDef)
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert word in calls
    assert f"builtins.{word}" in text


def test_what_stages_share_is_there_once() -> None:
    text = of_file("staged.yaml")
    tree, names = ast.parse(text), defined(text)
    assert {f"{name}_stage_{i}" for name in ("generator", "critic") for i in (1, 2, 3)} <= names.keys()
    assert {"StagedStage1", "StagedStage2", "StagedStage3", "FadeIn", "carry_over", "main"} <= names.keys()
    assert not {"generator", "critic", "Staged"} & names.keys()
    told = ast.unparse(tree.body[-2])
    assert "'critic': ['from_4_kernel', 'down_4_first_kernel'," in told
    assert "first_round=4, carried={'generator': None, 'critic': None}" in told
    head = ast.get_docstring(tree)
    assert head is not None
    assert "    stage_1/image: [examples, 4, 4, 1] float32 from -1 to 1\n    stage_2/image: [examples, 8, 8, 1]" in head
    assert "The examples of `stage_2` are those of stage 3 as well." in head


STAGES = """
gancompile: 1
name: stages
params: {width: 4, depth: 1}
data: {source: digits, range: [-1, 1], batch: 4}
networks:
  generator: {inputs: {z: [2]}, layers: [{repeat: {times: "${depth}", layers: [{dense: 3}]}}, {dense: 64}, {reshape: [8, 8, 1]}]}
  judge: {inputs: {x: data.image}, layers: [flatten, {dense: "${width}"}, {dense: 1}]}
  twin: {like: judge}
  judge_stage_1: {inputs: {x: data.image}, layers: [flatten, {dense: 1}]}
game:
  draws: {x: {data: image}, z: {normal: [2]}}
  let: {fake: generator(z)}
  players:
    judges: {networks: [judge, twin, judge_stage_1], minimize: "E[judge(x)] + E[twin(x)] - E[judge_stage_1(fake)]"}
    maker: {networks: [generator], minimize: "E[judge(fake)]"}
schedule:
  - {phase: a, steps: 2, round: [{judges: 1}, {maker: 1}]}
  - {phase: b, steps: 2, params: {width: 8}, round: [{judges: 1}, {maker: 1}]}
  - {phase: c, steps: 2, params: {width: 4}, round: [{judges: 1}, {maker: 1}]}
export: {discriminator: judge}
"""


def test_what_differs_has_the_number_of_a_stage() -> None:
    """A network that is like one that differs does so too, and a later stage may be as an earlier one."""
    programs = compile_text(STAGES).programs
    assert len(programs) == 3
    text = eject([make_plan(program) for program in programs])
    networks = [name for name in defined(text) if name.startswith(("generator", "judge", "twin"))]
    twice = ["judge_stage_1_", "twin_stage_1", "judge_stage_2", "twin_stage_2"]
    assert sorted(networks) == sorted(["generator", "judge_stage_1", *twice])
    assert "return judge_stage_2(name=" in text
    # The networks of the last stage are those of the first, and so is its game.
    assert {name for name in defined(text) if name.startswith("Stages")} == {"StagesStage1", "StagesStage2"}
    assert re.findall(r"game=(\w+),", text) == ["StagesStage1", "StagesStage2", "StagesStage1"]
    # All stages have the same examples.
    assert "    image: [examples, 8, 8, 1] float32" in text
    assert "StageSet(" not in text.partition("PLAN = ")[2]


def test_a_network_that_stages_load_from_two_files_has_two_beside_it(tmp_path: Path) -> None:
    import keras

    for name, units in (("a", 3), ("b", 4)):
        keras.Sequential([keras.Input([8, 8, 1]), keras.layers.Flatten(), keras.layers.Dense(units)]).save(
            tmp_path / f"{name}.keras"
        )
    spec = STAGES.replace("width: 4, depth: 1", "width: 4, depth: 1, eye: a").replace("{width: 8}", "{eye: b}")
    spec = spec.replace("  twin: {like", '  eye: {load: {keras: "${eye}.keras", trainable: false}}\n  twin: {like')
    spec = spec.replace("E[judge(fake)]", "E[judge(fake)] + E[mean(square(eye(fake)))]")
    compilation = compile_text(spec, folder=tmp_path)
    programs = compilation.programs
    assert len(programs) == 3
    places = {file: path.stem for file, path in compiled_files(compilation).copies.items()}
    assert places == {"stages/1/eye.keras": "a", "stages/2/eye.keras": "b", "eye.keras": "b"}
    assert {file: path.stem for file, path in files_of([make_plan(program) for program in programs]).items()} == {
        "eye_stage_1.keras": "a",
        "eye_stage_2.keras": "b",
    }
    text = eject([make_plan(program) for program in programs])
    assert "It reads `eye_stage_1.keras` and `eye_stage_2.keras`" in text
    assert 'Path(__file__).parent / "eye_stage_2.keras"' in text
