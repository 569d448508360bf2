"""Specs to begin from, and specs in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from gancompile.compiler import compile_text
from gancompile.compiler.spec.spec_files import spec_files
from gancompile.compiler.zoo.zoo import FOLDERS, scaffold, zoo


def test_the_zoo_is_the_folder_of_specs(specs: Path) -> None:
    folders = (specs, specs / "full_size", specs / "theory")
    assert list(zoo()) == [name for folder in folders for name in sorted(path.stem for path in folder.glob("*.yaml"))]
    assert all(folder.resolve() == specs.resolve() for folder in FOLDERS if folder.is_dir())


@pytest.mark.parametrize("name", zoo())
def test_a_scaffold_is_the_spec_under_another_name(name: str, specs: Path) -> None:
    text = scaffold(zoo()[name], "my-own", "mine.yaml")
    head, *rest = text.splitlines()
    assert head == "# yaml-language-server: $schema=.gancompile/schema.json"
    old = zoo()[name].text.splitlines()
    assert len(rest) == len(old)
    changed = [(a, b) for a, b in zip(old, rest, strict=True) if a != b and not a.startswith("#")]
    assert changed == [(f"name: {name}", "name: my-own")]
    before, after = (compile_text(t, folder=specs / zoo()[name].folder).diagnostics for t in (zoo()[name].text, text))
    assert [one.code for one in before] == [one.code for one in after]


def test_files_of_data_are_those_of_all_values_of_the_parameters(specs: Path) -> None:
    dice = sorted((specs / "theory" / "dice").iterdir())
    assert [path.resolve() for path in zoo()["best-discriminator"].data_files] == [path.resolve() for path in dice]
    assert not zoo()["gan-ring"].data_files


def test_every_spec_of_the_zoo_says_what_it_is() -> None:
    assert all(len(spec.title) > 10 and spec.paper for spec in zoo().values())


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.yaml", "gancompile: 1\n", True),
        ("a.yml", "# a comment\ngancompile: 1\n", True),
        ("a.yaml", "name: x\n'gancompile': 1\n", True),
        ("a.yaml", "{gancompile: 1, name: x}\n", True),
        ("a.yaml", "gancompile: [\n", True),
        ("sub/folder/a.yaml", "gancompile: 1\n", True),
        ("a.yaml", "other: 1\n", False),
        ("a.yaml", "inner:\n  gancompile: 1\n", False),
        ("a.yaml", "# gancompile: 1\n", False),
        ("a.yaml", "gancompiler: 1\n", False),
        ("a.txt", "gancompile: 1\n", False),
        (".a.yaml", "gancompile: 1\n", False),
        (".hidden/a.yaml", "gancompile: 1\n", False),
    ],
)
def test_which_files_are_specs(name: str, text: str, found: bool, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    assert spec_files(tmp_path) == ([path] if found else [])
