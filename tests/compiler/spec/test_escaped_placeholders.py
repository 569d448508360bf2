"""`$${x}` is the text `${x}`: any value of a spec may be it, and is then that text or a diagnostic, never a placeholder again."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from gancompile.compiler import compile_file, compile_text, compiled_files
from gancompile.compiler.compilation import Compilation
from gancompile.compiler.diagnostics import Report, Source, render
from gancompile.compiler.syntax import read_yaml, to_plain

ROOT = Path(__file__).parents[3]
SPECS = {
    "dcgan-digits": ROOT / "specs" / "dcgan-digits.yaml",
    "progressive-digits": ROOT / "specs" / "progressive-digits.yaml",
    "composed": ROOT / "tests" / "golden" / "composed" / "spec.yaml",
    "phases": ROOT / "tests" / "golden" / "phases" / "spec.yaml",
}


def tree_of(path: Path) -> Any:
    root = read_yaml(Source(name=path.name, text=path.read_text(encoding="utf-8"), folder=path.parent), Report())
    assert root is not None
    return to_plain(root)


def scalars(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all scalars."""
    if isinstance(tree, dict | list):
        for key, inner in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from scalars(inner, (*path, key))
    else:
        yield path


def with_value(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(tree)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return changed


def check_outcome(compilation: Compilation) -> None:
    """A program, or diagnostics that can be printed."""
    for diagnostic in compilation.diagnostics:
        assert render(diagnostic)
    if not compilation.failed:
        files = compiled_files(compilation)
        assert not compile_text(files.lock, folder=compilation.source.folder).failed


@pytest.mark.parametrize("name", SPECS)
def test_any_scalar_may_be_an_escaped_placeholder(name: str) -> None:
    path = SPECS[name]
    tree = tree_of(path)
    for at in scalars(tree):
        text = yaml.safe_dump(with_value(tree, at, "$${x}"), sort_keys=False)
        check_outcome(compile_text(text, folder=path.parent))


def test_any_scalar_may_be_a_parameter_that_holds_one() -> None:
    path = SPECS["composed"]
    tree = tree_of(path)
    tree["params"] = {**tree.get("params", {}), "held": "$${x}"}
    for at in scalars(tree):
        if at[:2] != ("params", "held"):
            text = yaml.safe_dump(with_value(tree, at, "${held}"), sort_keys=False)
            check_outcome(compile_text(text, folder=path.parent))


@pytest.mark.parametrize(
    ("assignment", "code"),
    [
        ("schedule.0.steps=$${x}", "GC0206"),
        ("data.batch=$${x}", "GC0206"),
        ("networks.discriminator.layers.0.conv2d.padding=$${x}", "GC0207"),
        ("networks.generator.inputs.z=['$${x}']", "GC0206"),
        ("game.optimizer.adam.learning_rate=$${x}", "GC0206"),
    ],
)
def test_the_text_is_refused_where_it_stands(assignment: str, code: str) -> None:
    found = compile_file(SPECS["dcgan-digits"], overrides=[assignment])
    assert {one.code for one in found.diagnostics} >= {code}, [render(one) for one in found.diagnostics]
    assert any("${x}" in one.message for one in found.diagnostics)


@pytest.mark.parametrize("merge", ["$${x}", "${wide}", "dense"])
def test_a_merge_is_validated_after_its_substitution(merge: str) -> None:
    tree = tree_of(SPECS["composed"])
    tree["params"] = {**tree.get("params", {}), "wide": 3}
    tree["networks"]["discriminator"]["layers"].insert(
        0, {"residual": {"layers": [{"activation": "relu"}], "merge": merge}}
    )
    found = compile_text(yaml.safe_dump(tree, sort_keys=False), folder=SPECS["composed"].parent)
    assert [one.code for one in found.diagnostics if one.code.startswith("GC")] in (["GC0207"], ["GC0206"])
