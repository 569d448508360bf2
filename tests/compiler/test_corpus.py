"""The corpus of mistakes: each is one replacement in a spec of the zoo, with the code and the line of its first diagnostic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from gancompile.compiler import Diagnostic, compile_file
from gancompile.compiler.diagnostics import Severity, render

ROOT = Path(__file__).parent.parent.parent
CORPUS = ROOT / "tests" / "corpus"


class Entry(NamedTuple):
    """One mistake. old, new: a replacement of the first occurrence. code, line: of the first diagnostic, errors first."""

    name: str
    spec: str
    old: str
    new: str
    code: str
    line: int
    why: str


def entries() -> list[Entry]:
    read = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(CORPUS.glob("*.yaml"))]
    return [Entry(**row) for rows in read for row in rows]


ENTRIES = entries()


@cache
def original(spec: str) -> str:
    return (ROOT / "specs" / spec).read_text(encoding="utf-8")


def diagnostics_of(entry: Entry, folder: Path, images: Path) -> list[Diagnostic]:
    """The diagnostics of the broken spec, errors before warnings."""
    path = folder / entry.spec
    path.write_text(original(entry.spec).replace(entry.old, entry.new, 1), encoding="utf-8")
    overrides = [f"data.source.images.folder={images}"] if entry.spec == "dcgan-images.yaml" else []
    return sorted(
        compile_file(path, overrides=overrides).diagnostics, key=lambda one: one.severity is not Severity.ERROR
    )


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory, images: Path) -> dict[str, list[Diagnostic]]:
    """The diagnostics of every entry, by name."""
    folder = tmp_path_factory.mktemp("corpus")
    return {entry.name: diagnostics_of(entry, folder, images) for entry in ENTRIES}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_the_first_diagnostic_names_the_mistake(entry: Entry, reported: dict[str, list[Diagnostic]]) -> None:
    found = reported[entry.name]
    assert found, f"expected {entry.code} in line {entry.line} ({entry.why}), but nothing is reported"
    first = found[0].code, found[0].span.line
    assert first == (entry.code, entry.line), f"{entry.why}, but the first diagnostic is\n{render(found[0])}"


def test_all_that_is_reported(reported: dict[str, list[Diagnostic]], golden: Callable[[str, Path], None]) -> None:
    """Nothing comes on top of the mistake unseen, and what is underlined is what is wrong."""
    golden(
        "".join(f"{name}\n{''.join(map(summary, found))}" for name, found in reported.items()), CORPUS / "reported.txt"
    )


def summary(one: Diagnostic) -> str:
    """A diagnostic in a line: its code, what is underlined, its message."""
    end = one.span.end_column - 1 if one.span.end_line == one.span.line else None
    underlined = one.span.source.line(one.span.line)[one.span.column - 1 : end].encode("unicode_escape").decode()
    message = one.message.replace(f"{one.span.source.folder}", "FOLDER")
    return f"  {one.code} {one.span.line} `{underlined}` {message}\n"


def test_there_are_enough_of_them_and_each_is_its_own() -> None:
    assert len(ENTRIES) >= 120
    assert max(Counter(entry.name for entry in ENTRIES).values()) == 1
    assert len({(entry.spec, entry.old, entry.new) for entry in ENTRIES}) == len(ENTRIES)
    assert {entry.spec for entry in ENTRIES} <= {path.name for path in (ROOT / "specs").glob("*.yaml")}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_each_is_one_replacement(entry: Entry) -> None:
    assert entry.old in original(entry.spec)
    assert entry.old != entry.new
