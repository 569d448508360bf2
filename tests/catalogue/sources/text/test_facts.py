"""Texts whose lines are examples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gancompile.catalogue.sources import ArgumentPosition, SourceFacts, SourceProblem, inspect_source


def facts(text: str, more: dict[str, Any], folder: Path) -> SourceFacts:
    (folder / "names.txt").write_text(text, encoding="utf-8-sig")
    found = inspect_source("text", {"file": "names.txt", **more}, folder)
    assert isinstance(found, SourceFacts), found
    return found


def encoding(found: SourceFacts) -> dict[str, Any]:
    return dict(found.fields["text"].encoding or {})


def test_the_most_frequent_comes_first(tmp_path: Path) -> None:
    found = facts("abba\n\n  cab \r\nb\n", {}, tmp_path)
    expected = {"kind": "text", "tokens": "characters", "length": 4, "vocabulary": ["", "b", "a", "c"]}
    assert encoding(found) == expected
    assert (found.fields["text"].shape, found.count) == ((4, 4), 3)
    # Of equals, the first by text.
    assert encoding(facts("cab\n", {}, tmp_path))["vocabulary"] == ["", "a", "b", "c"]


def test_words(tmp_path: Path) -> None:
    found = facts("the cat  sat\nthe dog\n", {"tokens": "words", "length": 2}, tmp_path)
    assert encoding(found)["vocabulary"] == ["", "the", "cat", "dog", "sat"]
    assert found.fields["text"].shape == (2, 5)


@pytest.mark.parametrize(
    ("most", "vocabulary"),
    [(3, ["", "\ufffd", "b"]), (4, ["", "b", "a", "c"]), (9, ["", "b", "a", "c"])],
)
def test_a_vocabulary_that_is_cut_has_an_unknown_token(most: int, vocabulary: list[str], tmp_path: Path) -> None:
    assert encoding(facts("abba\ncab\nb\n", {"vocabulary": most}, tmp_path))["vocabulary"] == vocabulary


def test_a_text_that_holds_the_unknown_token_itself(tmp_path: Path) -> None:
    assert encoding(facts("a\ufffda\n", {}, tmp_path))["vocabulary"] == ["", "\ufffd", "a"]


def test_the_elements() -> None:
    found = inspect_source("text", {"builtin": "elements", "length": 16}, Path())
    assert isinstance(found, SourceFacts)
    assert found.count == 118
    assert found.fields["text"].shape == (16, len(set("".join(encoding(found)["vocabulary"]))) + 1)


@pytest.mark.parametrize(
    ("text", "more", "argument", "told"),
    [
        (b" \n\n", {}, "file", "holds no lines"),
        (b"\xff\xfe", {}, "file", "cannot be read as a text"),
        (b"x" * 5000, {}, "length", "the longest line of `names.txt` has 5,000 characters"),
        (" ".join(map(str, range(10_001))).encode(), {"tokens": "words", "length": 9}, "vocabulary", "10,001 different words"),
    ],
)  # fmt: skip
def test_mistakes(text: bytes, more: dict[str, Any], argument: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_bytes(text)
    found = inspect_source("text", {"file": "names.txt", **more}, tmp_path)
    assert isinstance(found, SourceProblem)
    assert (found.position, told in found.message) == (ArgumentPosition(argument), True), found
