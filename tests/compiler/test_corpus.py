"""The corpus of mistakes: each is one replacement in a spec of the zoo, with the code and the line of what must be told first."""

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


def told_of(entry: Entry, folder: Path, images: Path) -> list[Diagnostic]:
    """The diagnostics of the broken spec, errors before warnings."""
    path = folder / entry.spec
    path.write_text(sound(entry.spec).replace(entry.old, entry.new, 1), encoding="utf-8")
    overrides = [f"data.source.images.folder={images}"] if entry.spec == "dcgan-images.yaml" else []
    return sorted(
        compile_file(path, overrides=overrides).diagnostics, key=lambda one: one.severity is not Severity.ERROR
    )


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, images: Path) -> dict[str, list[Diagnostic]]:
    """What is told of every entry, by name."""
    folder = tmp_path_factory.mktemp("corpus")
    return {entry.name: told_of(entry, folder, images) for entry in ENTRIES}


def is_right(entry: Entry, told: list[Diagnostic]) -> bool:
    return bool(told) and (told[0].code, told[0].span.line) == (entry.code, entry.line)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_the_first_diagnostic_names_the_mistake(entry: Entry, told: dict[str, list[Diagnostic]]) -> None:
    found = told[entry.name]
    if not is_right(entry, found) and entry.name in KNOWN:
        pytest.xfail(KNOWN[entry.name])
    assert is_right(entry, found), f"wanted {entry.code} in line {entry.line} ({entry.why}), but " + (
        render(found[0]) if found else "nothing was told"
    )


def test_the_share_that_is_told_right(told: dict[str, list[Diagnostic]]) -> None:
    wrong = [entry.name for entry in ENTRIES if not is_right(entry, told[entry.name])]
    right = len(ENTRIES) - len(wrong)
    assert right >= SHARE * len(ENTRIES), f"{right} of {len(ENTRIES)} are told right, but not {', '.join(wrong)}"


def test_all_that_is_told(told: dict[str, list[Diagnostic]], golden: Callable[[str, Path], None]) -> None:
    """Nothing comes on top of the mistake unseen, and what is underlined is what is wrong."""
    golden("".join(f"{name}\n{''.join(map(summary, found))}" for name, found in told.items()), CORPUS / "told.txt")


def summary(one: Diagnostic) -> str:
    """A diagnostic in a line: its code, what is underlined, what is said of it."""
    end = one.span.end_column - 1 if one.span.end_line == one.span.line else None
    underlined = one.span.source.line(one.span.line)[one.span.column - 1 : end].encode("unicode_escape").decode()
    message = one.message.replace(f"{one.span.source.folder}", "FOLDER")
    return f"  {one.code} {one.span.line} `{underlined}` {message}\n"


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
