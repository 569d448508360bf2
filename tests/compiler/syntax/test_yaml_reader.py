"""YAML text into trees with positions."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancompile.compiler.diagnostics import Report, Source
from gancompile.compiler.syntax import Mapping, Node, Scalar, Sequence, read_yaml, to_plain


def read(text: str) -> tuple[Node | None, Report]:
    report = Report()
    return read_yaml(Source(name="spec.yaml", text=text, folder=Path()), report), report


def first(text: str) -> tuple[str, int, int]:
    _, report = read(text)
    found = report.sorted()[0]
    return found.code, found.span.line, found.span.column


def test_positions_are_those_of_the_text() -> None:
    root, _ = read("a: 1\nb:\n  - {c: 'x'}\n")
    assert isinstance(root, Mapping)
    items = root.get("b")
    assert isinstance(items, Sequence)
    inner = items.items[0]
    assert isinstance(inner, Mapping)
    value = inner.get("c")
    assert isinstance(value, Scalar)
    assert (value.span.line, value.span.column, value.span.end_column) == (3, 9, 12)


def test_quotes_make_a_text() -> None:
    root, _ = read("a: '1e-4'\nb: 1e-4\n")
    assert root is not None
    assert to_plain(root) == {"a": "1e-4", "b": 1e-4}


def test_aliases_and_merges_are_followed() -> None:
    root, _ = read("base: &b {x: 1, y: 2}\nmade: {<<: *b, y: 3}\n")
    assert root is not None
    assert to_plain(root)["made"] == {"x": 1, "y": 3}  # type: ignore[index, call-overload]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 10)}]\n" for i in range(12)
)

MISTAKES = [
    ("a: 1\n\tb: 2\n", "GC0102", 2, 1),
    ("a: 1\nb: 2\na: 3\n", "GC0103", 3, 1),
    ("a: !!python/object:os.system x\n", "GC0104", 1, 4),
    ("a: !thing x\n", "GC0104", 1, 4),
    ("a: *nowhere\n", "GC0105", 1, 4),
    (BOMB, "GC0106", 6, 12),
    ("[" * 100, "GC0106", 1, 61),
    ("x" * 1_000_001, "GC0107", 1, 1),
    ("", "GC0108", 1, 1),
    ("# nothing\n", "GC0108", 1, 1),
    ("a: 1\n---\nb: 2\n", "GC0109", 2, 1),
    ("[1, 2]: 3\n", "GC0110", 1, 1),
    ("a: [1, 2\nb: 3\n", "GC0122", 1, 4),
    ("a: {b: 1\n", "GC0122", 1, 4),
    ("a: \x07\n", "GC0101", 1, 4),
    ("a: b: c\n", "GC0113", 1, 4),
]


@pytest.mark.parametrize(("text", "code", "line", "column"), MISTAKES)
def test_mistakes_are_told_at_their_place(text: str, code: str, line: int, column: int) -> None:
    assert first(text) == (code, line, column)


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#,? \n\t0.", max_size=60))
def test_any_text_gives_a_tree_or_a_diagnostic(text: str) -> None:
    root, report = read(text)
    assert root is not None or report.diagnostics
