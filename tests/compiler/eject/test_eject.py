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

from gancompile.compiler import compile_file, compile_text
from gancompile.compiler.eject import eject

Folders = Callable[[Path], tuple[str, ...]]
SPECS = sorted((Path(__file__).parents[3] / "specs").glob("*.yaml"))


def ejected(path: Path, own_folders: Folders) -> str:
    program = compile_file(path, overrides=own_folders(path)).program
    assert program is not None
    return eject(program)


def of_file(name: str) -> str:
    compilation = compile_file(Path(__file__).with_name(name))
    assert compilation.program is not None, compilation.diagnostics
    return eject(compilation.program)


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
    assert text == ejected(path, own_folders)
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
    (tmp_path / "odd.py").write_text(of_file("odd.yaml"))
    (tmp_path / "made.py").write_text(of_file("made.yaml"))
    assert told_by_ruff(tmp_path) == ""


def test_what_is_not_used_is_left_out(specs: Path, own_folders: Folders) -> None:
    ring = ejected(specs / "gan-ring.yaml", own_folders)
    assert {"generator", "discriminator", "GanRing", "Game", "Mover", "cosine", "ring", "main"} <= set(defined(ring))
    absent = {"augmented", "ReplayPool", "grid_centres", "Spiral", "norm", "Steps", "exponential", "BoundedLayer"}
    assert not absent & set(defined(ring))
    kept = methods(ring, "Game")
    assert {"move", "follow", "split", "call", "get_config", "from_config", "save_own_variables", "ready"} <= kept
    assert not {"augment", "pool", "clip", "optimistic", "play", "mix", "set_layer"} & kept
    wgan = ejected(specs / "wgan-digits.yaml", own_folders)
    assert "clip" in methods(wgan, "Game")
    assert "follow" in methods(wgan, "Mover")
    assert len(ring.splitlines()) < 900


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
    assert 'steps=[{"flip": "horizontal"}],' in text


def test_what_is_made_anew_is_made_there() -> None:
    text = of_file("made.yaml")
    assert {"Mixture", "Spiral", "PartlyLabelled", "Steps", "side_by_side"} <= set(defined(text))
    assert "ImageFolder" not in text
    assert "--data FILE.npz` takes others" in text


@pytest.mark.parametrize("word", ["list", "str", "map", "len", "zip", "isinstance", "print", "dict", "int"])
def test_names_of_python_may_be_those_of_networks(word: str) -> None:
    """Those that stand in texts with values in them as well; a wrong place would break the text."""
    spec = Path(__file__).with_name("odd.yaml").read_text().replace("read", word)
    program = compile_text(spec).program
    assert program is not None
    text = eject(program)
    assert isinstance(defined(text)[word], ast.FunctionDef)
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert word in calls
    assert f"builtins.{word}" in text
