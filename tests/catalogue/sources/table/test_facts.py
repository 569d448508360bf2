"""Tables of numbers and categories, told from the text alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gancompile.catalogue.sources import SourceFacts, SourceProblem, inspect_source
from gancompile.catalogue.steps import inspect_steps

PEOPLE = "age,city,income,level\n30,Bern,1.5,10\n41,Basel,-2e3,2\n\n27,Bern,0,2\n"


def facts(text: str, more: dict[str, Any], folder: Path) -> SourceFacts:
    (folder / "people.csv").write_text(text, encoding="utf-8-sig")
    found = inspect_source("table", {"file": "people.csv", **more}, folder)
    assert isinstance(found, SourceFacts), found
    return found


def columns(found: SourceFacts) -> dict[str, tuple[Any, ...]]:
    encoding = found.fields["row"].encoding
    assert encoding is not None
    assert encoding["kind"] == "table"
    return {column.pop("name"): tuple(column.values()) for column in map(dict, encoding["columns"])}


def test_numbers_and_words(tmp_path: Path) -> None:
    found = facts(PEOPLE, {}, tmp_path)
    assert columns(found) == {
        "age": ("number", 27, 41, True),
        "city": ("category", ["Basel", "Bern"]),
        "income": ("number", -2000.0, 1.5, False),
        "level": ("number", 2, 10, True),
    }
    assert (found.fields["row"].shape, found.count) == ((5,), 3)
    assert (found.fields["row"].low, found.fields["row"].high) == (-1, 1)


def test_columns_are_chosen_and_numbers_may_be_names(tmp_path: Path) -> None:
    found = facts(PEOPLE, {"columns": ["level", "city"], "categories": ["level"]}, tmp_path)
    # In the order of the file; whole numbers by value.
    assert columns(found) == {"city": ("category", ["Basel", "Bern"]), "level": ("category", ["2", "10"])}
    assert found.fields["row"].shape == (4,)
    assert facts(PEOPLE.replace(",", ";"), {"delimiter": ";"}, tmp_path).fields["row"].shape == (5,)


def test_iris() -> None:
    found = inspect_source("table", {"builtin": "iris"}, Path())
    assert isinstance(found, SourceFacts)
    assert (found.fields["row"].shape, found.count) == ((7,), 150)
    assert columns(found)["species"] == ("category", ["setosa", "versicolor", "virginica"])


@pytest.mark.parametrize(
    ("text", "more", "argument", "told"),
    [
        ("", {}, "file", "is empty"),
        ("a,b\n", {}, "file", "no rows"),
        ("a,b\n1,x\n2,\n", {}, "file", "row 3 of `people.csv` has nothing for `b`"),
        ("a,b\n1,x\nNA,y\n2,z\n", {}, "file", "row 3 of `people.csv` has nothing for `a`: `NA`"),
        ("a\n1\n2\nthree\n", {}, "file", "row 4 of `people.csv` has `three` for `a`, which is a number in most rows"),
        ("a,b\n1\n", {}, "file", "row 2 of `people.csv` has 1 cells, but the header has 2"),
        ("a,\n1,2\n", {}, "file", "column 2 of `people.csv` has no name"),
        ("a,a\n1,2\n", {}, "file", "2 columns called `a`"),
        ("a,b\n1,2\n", {"columns": ["c"]}, "columns", "no column `c`"),
        ("a,b\n1,2\n", {"categories": ["c"]}, "categories", "no column `c`"),
        ("a,b\n1,2\n", {"columns": ["a"], "categories": ["b"]}, "categories", "but not under `columns`"),
        ("a\n" + "".join(f"n{i}\n" for i in range(1001)), {}, "file", "1,001 categories, more than 1,000"),
        ("a\n1\n", {"builtin": "iris"}, "builtin", "both `file` and `builtin`"),
    ],
)
def test_mistakes(text: str, more: dict[str, Any], argument: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(text)
    found = inspect_source("table", {"file": "people.csv", **more}, tmp_path)
    assert isinstance(found, SourceProblem)
    assert (found.argument, told in found.message) == (argument, True), found
    assert found.message[0] == "`" or found.message[0].islower()


def test_a_source_without_a_file(tmp_path: Path) -> None:
    found = inspect_source("table", {}, tmp_path)
    assert isinstance(found, SourceProblem)
    assert found.message == "it is not said which file"


def test_words_that_say_nothing_are_words_among_words(tmp_path: Path) -> None:
    assert columns(facts("pet\ncat\nnone\ncat\n", {}, tmp_path)) == {"pet": ("category", ["cat", "none"])}


def test_no_step_changes_the_scale(tmp_path: Path) -> None:
    found = inspect_steps(facts(PEOPLE, {}, tmp_path), [{"range": [0, 1]}])
    assert isinstance(found, SourceProblem)
    assert found.argument == "range"
    assert "scale of `row`" in found.message
