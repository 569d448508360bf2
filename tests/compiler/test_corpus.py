"""The corpus of mistakes: each is one replacement in a spec of the zoo, with the code and the line of what must be told first."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from gancompile.compiler import Diagnostic, compile_file
from gancompile.compiler.diagnostics import Severity, render

ROOT = Path(__file__).parent.parent.parent
CORPUS = ROOT / "tests" / "corpus"
SHARE = 118 / 120
"""Of all mistakes, how many must be told first, with their code, at their line."""
KNOWN: dict[str, str] = {}
"""What is still told wrong, and how. An entry goes away once it is told right; the share has to hold whatever stands here."""


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
def sound(spec: str) -> str:
    return (ROOT / "specs" / spec).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("corpus")


def told_first(entry: Entry, folder: Path, images: Path) -> Diagnostic | None:
    """The first diagnostic of the broken spec, errors before warnings."""
    path = folder / entry.spec
    path.write_text(sound(entry.spec).replace(entry.old, entry.new, 1), encoding="utf-8")
    overrides = [f"data.source.images.folder={images}"] if entry.spec == "dcgan-images.yaml" else []
    told = compile_file(path, overrides=overrides).diagnostics
    return min(told, key=lambda one: one.severity is not Severity.ERROR, default=None)


def is_right(entry: Entry, told: Diagnostic | None) -> bool:
    return told is not None and (told.code, told.span.line) == (entry.code, entry.line)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_the_first_diagnostic_names_the_mistake(entry: Entry, folder: Path, images: Path) -> None:
    told = told_first(entry, folder, images)
    if not is_right(entry, told) and entry.name in KNOWN:
        pytest.xfail(KNOWN[entry.name])
    assert is_right(entry, told), f"wanted {entry.code} in line {entry.line} ({entry.why}), but " + (
        render(told) if told is not None else "nothing was told"
    )


def test_the_share_that_is_told_right(folder: Path, images: Path) -> None:
    wrong = [entry.name for entry in ENTRIES if not is_right(entry, told_first(entry, folder, images))]
    right = len(ENTRIES) - len(wrong)
    assert right >= SHARE * len(ENTRIES), f"{right} of {len(ENTRIES)} are told right, but not {', '.join(wrong)}"


def test_there_are_enough_of_them_and_each_is_its_own() -> None:
    assert len(ENTRIES) >= 120
    assert max(Counter(entry.name for entry in ENTRIES).values()) == 1
    assert len({(entry.spec, entry.old, entry.new) for entry in ENTRIES}) == len(ENTRIES)
    assert {entry.spec for entry in ENTRIES} <= {path.name for path in (ROOT / "specs").glob("*.yaml")}
    assert set(KNOWN) <= {entry.name for entry in ENTRIES}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_each_is_one_replacement(entry: Entry) -> None:
    assert entry.old in sound(entry.spec)
    assert entry.old != entry.new
