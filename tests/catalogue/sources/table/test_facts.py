"""Tables of numbers, dates and categories, recognized by the text alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gancompile.catalogue.sources import ArgumentPosition, EntryPart, SourceFacts, SourceProblem, inspect_source
from gancompile.catalogue.steps import inspect_steps

PEOPLE = "age,city,income,level\n30,Bern,1.5,10\n41,Basel,-2e3,2\n\n27,Bern,0,2\n"


def facts(text: str, more: dict[str, Any], folder: Path) -> SourceFacts:
    (folder / "people.csv").write_text(text, encoding="utf-8-sig")
    found = inspect_source("table", {"file": "people.csv", **more}, folder)
    assert isinstance(found, SourceFacts), found
    return found


def encodings(found: SourceFacts) -> dict[str, dict[str, Any]]:
    encoding = found.fields["row"].encoding
    assert encoding is not None
    assert encoding["kind"] == "table"
    return {column["name"]: column for column in encoding["columns"]}


def columns(found: SourceFacts) -> dict[str, tuple[Any, ...]]:
    """The kind of each column, and its categories, or its ends and whether its numbers are whole, or its ends and its form."""
    keys = {
        "category": ("values",),
        "number": ("low", "high", "whole"),
        "date": ("low", "high", "form"),
        "label": ("values",),
    }
    return {name: (one["kind"], *(one[key] for key in keys[one["kind"]])) for name, one in encodings(found).items()}


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
    assert columns(facts(PEOPLE, {"leave_out": ["age", "income"], "categories": ["level"]}, tmp_path)) == columns(found)


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
        ("a,b\n1,x\n2,\n", {}, "file", "`people.csv` has missing cells: `b` 1 (the first in line 3)"),
        ("a,b\n1,x\nNA,y\n2,\n2,?\n", {}, "file", "`a` 1 (the first in line 3), `b` 2 (the first in line 4)"),
        ("a,b\n1,\n2,\n", {}, "file", "column `b` of `people.csv` holds nothing"),
        ("a,b\n1,\n,x\n", {"missing": "drop"}, "missing", "none is left"),
        ("a\n1\n2\nthree\n", {}, "file", "line 4 of `people.csv` has `three` for `a`, which is a number in most lines"),
        (
            "a\n2020-01-02\n2020-01-03\nx\n",
            {},
            "file",
            "line 4 of `people.csv` has `x` for `a`, which is a date of the form `%Y-%m-%d`",
        ),
        (
            "a\n2/1/2020\n3/2/2020\n",
            {},
            "file",
            "dates of `a` in `people.csv`, such as `2/1/2020`, may begin with the day",
        ),
        (
            "a\n04.08.2022\n",
            {"dates": {"a": "%d/%m/%Y"}},
            ArgumentPosition("dates", "a"),
            "begins with `04.08.2022`, which is no date of the form `%d/%m/%Y`",
        ),
        ("a\n2/1/2020\n", {"dates": {"a": "%D"}}, ArgumentPosition("dates", "a"), "`%D` is no form of dates"),
        ("a,b\n1\n", {}, "file", "line 2 of `people.csv` has 1 cell, but the header has 2"),
        ("a,\n1,2\n", {}, "file", "column 2 of `people.csv` has no name"),
        ("a,a\n1,2\n", {}, "file", "2 columns called `a`"),
        ("5.1,setosa\n4.9,setosa\n", {}, "file", "no header: its first line is `5.1, setosa`, a row like the others"),
        (
            "39, State-gov, 77516, yes, no\n50, Private, 83311, yes, no\n",
            {},
            "file",
            "`39, State-gov, 77516, yes, ...`",
        ),
        ("yes,no\nno,no\nyes,yes\n", {}, "file", "no header"),
        ("a,b\n1,2\n", {"columns": ["c"]}, ArgumentPosition("columns", "c", EntryPart.ITEM), "no column `c`"),
        ("a,b\n1,2\n", {"leave_out": ["c"]}, ArgumentPosition("leave_out", "c", EntryPart.ITEM), "no column `c`"),
        ("a,b\n1,2\n", {"leave_out": ["a", "b"]}, "leave_out", "no column of `people.csv` is left"),
        ("a,b\n1,2\n", {"categories": ["c"]}, ArgumentPosition("categories", "c", EntryPart.ITEM), "no column `c`"),
        ("a,b\n1,2\n", {"missing": {"c": "drop"}}, ArgumentPosition("missing", "c", EntryPart.KEY), "no column `c`"),
        ("a,b\n1,2\n", {"dates": {"c": "%Y"}}, ArgumentPosition("dates", "c", EntryPart.KEY), "no column `c`"),
        (
            "a,b\n1,2\n",
            {"columns": ["a"], "categories": ["b"]},
            ArgumentPosition("categories", "b", EntryPart.ITEM),
            "but is not among the columns",
        ),
        ("a\n" + "".join(f"n{i}\n" for i in range(1001)), {}, "file", "1,001 categories, more than 1,000"),
        ("a,b\n1,x\n", {"label": "c"}, "label", "no column `c`"),
        ("a,b\n1,x\n", {"label": {"kind": "c"}}, ArgumentPosition("label", "kind"), "no column `c`"),
        (
            "a,b\n1,x\n",
            {"label": {"row": "b"}},
            ArgumentPosition("label", "row", EntryPart.KEY),
            "cannot be called `row`",
        ),
        ("a,b\n1,x\n", {"label": {"y": "b", "z": "b"}}, "label", "a label twice"),
        ("b\nx\n", {"label": "b"}, "label", "no column of `people.csv` is left for `row`"),
        ("a\n1\n", {"builtin": "iris"}, "builtin", "both `file` and `builtin`"),
    ],
)
def test_mistakes(text: str, more: dict[str, Any], argument: str | ArgumentPosition, told: str, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(text)
    found = inspect_source("table", {"file": "people.csv", **more}, tmp_path)
    assert isinstance(found, SourceProblem)
    position = argument if isinstance(argument, ArgumentPosition) else ArgumentPosition(argument)
    assert (found.position, told in found.message) == (position, True), found
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
    assert found.position == ArgumentPosition("range")
    assert "scale of `row`" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "country,2019,2020\nItaly,1,5\nItaly,2,4\n",
        "0,1,2\n5,3,2\n",
        "2020\n3\n",
        "name,7\nx,1\n",
        "pet\ncat\npet\n",
        "a,b\nx,y\nx,b\n",
    ],
)
def test_headers_that_look_like_numbers_or_words(text: str, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(text)
    found = inspect_source("table", {"file": "people.csv"}, tmp_path)
    assert isinstance(found, SourceFacts) == (text != "name,7\nx,1\n"), found


def test_the_numbers_of_other_countries(tmp_path: Path) -> None:
    text = "id;price;town;total;zip\n1;1,5;Köln;1.234,50;01067\n2;3;Bonn;12.000;53111\n"
    found = facts(text, {}, tmp_path)
    assert columns(found) == {
        "id": ("number", 1, 2, True),
        "price": ("number", 1.5, 3.0, False),
        "town": ("category", ["Bonn", "Köln"]),
        "total": ("number", 1234.5, 12000.0, False),
        "zip": ("category", ["01067", "53111"]),
    }
    assert columns(facts('a,b\n"1,234",1.5\n"12,345",2\n', {}, tmp_path))["a"] == ("number", 1234, 12345, True)


def test_missing_cells(tmp_path: Path) -> None:
    text = "age,city\n30,Bern\nNA,\n32,Bern\n?,Basel\n34,-\n,Basel\n40,null\n"
    modelled = facts(text, {"missing": "model"}, tmp_path)
    assert encodings(modelled)["age"]["points"] == [None]
    assert encodings(modelled)["city"]["values"] == ["Basel", "Bern", ""]
    assert (modelled.fields["row"].shape, modelled.count) == ((1 + 2 + 3,), 7)
    imputed = facts(text, {"missing": "impute"}, tmp_path)
    # The median of 30, 32, 34, 40 that is a value; of two words as frequent the first.
    assert [column["usual"] for column in encodings(imputed).values()] == [32, "Basel"]
    assert (imputed.fields["row"].shape, imputed.count) == ((3,), 7)
    dropped = facts(text, {"missing": "drop"}, tmp_path)
    assert (dropped.count, columns(dropped)) == (2, {"age": ("number", 30, 32, True), "city": ("category", ["Bern"])})
    mixed = facts(text, {"missing": {"age": "drop", "default": "model"}}, tmp_path)
    assert (mixed.count, columns(mixed)["city"]) == (4, ("category", ["Bern", ""]))


def test_zeros_of_their_own(tmp_path: Path) -> None:
    spent = [0] * 40 + list(range(5, 65))
    found = encodings(facts("flag,spent\n" + "".join(f"{n % 2},{n}\n" for n in spent), {}, tmp_path))
    assert (found["spent"]["points"], found["spent"]["modes"]) == ([0], [[34.5, 29.5, 1.0]])
    assert found["flag"]["points"] == []


def test_kinds_of_numbers(tmp_path: Path) -> None:
    text = "a,b,c,d,e\n1.50,1.0,1e-7,3,100000.12345678\n2.25,2.0,3e-7,3,200000.5\n"
    found = encodings(facts(text, {}, tmp_path))
    assert [(one["whole"], one["decimals"], one["fixed"]) for one in found.values()] == [
        (False, 2, 2), (True, 0, 1), (False, 7, 7), (True, 0, 0), (False, 3, None),
    ]  # fmt: skip
    assert (found["d"]["modes"], found["d"]["points"]) == ([], [3])


def test_dates(tmp_path: Path) -> None:
    text = "joined,seen,born\n1970-01-02,01.02.1970 00:01,3/4/1970\n1970-01-11,02.02.1970 00:00,4/4/1970\n"
    found = columns(facts(text, {"dates": {"born": "%-m/%-d/%Y"}}, tmp_path))
    assert found == {
        "joined": ("date", 1, 10, "%Y-%m-%d"),
        "seen": ("date", 31 * 86400 + 60, 32 * 86400, "%d.%m.%Y %H:%M"),
        "born": ("date", 31 + 28 + 3, 31 + 28 + 31 + 3, "%-m/%-d/%Y"),
    }
    words = columns(facts(text, {"categories": ["joined", "born"]}, tmp_path))
    assert words["joined"] == ("category", ["1970-01-02", "1970-01-11"])


def test_names_and_running_numbers_are_remarked(tmp_path: Path) -> None:
    text = "id,name,city\n" + "".join(f"{n},person {n},{('Bern', 'Basel')[n % 2]}\n" for n in range(30))
    remarks = facts(text, {}, tmp_path).remarks
    assert [one.message for one in remarks] == [
        "column `id` of `people.csv` counts the rows, from 0 to 29",
        "column `name` of `people.csv` has 30 different words in 30 rows: names or texts, which samples can only repeat",
    ]
    assert remarks[1].help == "leave it out with `leave_out: [name]`, or write `categories: [name]`"
    assert not facts(text, {"leave_out": ["id"], "categories": ["name"]}, tmp_path).remarks
    assert not facts(text[:100].rpartition("\n")[0], {}, tmp_path).remarks


def test_labels(tmp_path: Path) -> None:
    found = facts(PEOPLE, {"label": "city", "columns": ["age"]}, tmp_path)
    assert columns(found) == {"age": ("number", 27, 41, True), "city": ("label", ["Basel", "Bern"])}
    assert (list(found.fields), found.fields["row"].shape) == (["row", "label"], (1,))
    label = found.fields["label"]
    assert (label.shape, label.dtype, label.classes, label.class_names) == ((), "int32", 2, ("Basel", "Bern"))
    several = facts(PEOPLE, {"label": {"town": "city", "step": "level"}}, tmp_path)
    assert (several.fields["step"].class_names, several.fields["town"].classes) == (("2", "10"), 2)
    assert several.fields["row"].shape == (2,)


def test_penguins() -> None:
    found = inspect_source("table", {"builtin": "penguins", "missing": "model", "modes": 10}, Path())
    assert isinstance(found, SourceFacts)
    assert found.count == 344
    made = encodings(found)
    assert made["sex"]["values"] == ["female", "male", ""]
    assert [name for name, one in made.items() if None in one.get("points", ())] == [
        "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g",
    ]  # fmt: skip
    assert 1 < len(made["flipper_length_mm"]["modes"]) <= 10


def test_all_columns_that_are_not_there_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("a,b\n1,2\n")
    wrong = {"columns": ["a", "c"], "leave_out": ["d"], "missing": {"e": "drop", "default": "drop"}}
    found = inspect_source("table", {"file": "people.csv", **wrong}, tmp_path)
    assert isinstance(found, SourceProblem)
    assert [one.position for one in (found, *found.also)] == [
        ArgumentPosition("columns", "c", EntryPart.ITEM),
        ArgumentPosition("leave_out", "d", EntryPart.ITEM),
        ArgumentPosition("missing", "e", EntryPart.KEY),
    ]
