"""Numbers as people write them."""

from __future__ import annotations

import pytest

from gancompile.catalogue.sources.number_form import (
    decimal_mark,
    decimals_of,
    default_mark,
    is_code,
    parse_number,
)


@pytest.mark.parametrize(
    ("cell", "mark", "value"),
    [
        ("1", ".", 1.0), ("-2e3", ".", -2000.0), ("+.5", ".", 0.5), ("5.", ".", 5.0), ("\u22125", ".", -5.0),
        ("1,234", ".", 1234.0), ("1,234,567.89", ".", 1234567.89), ("1'234.5", ".", 1234.5), ("1 234", ".", 1234.0),
        ("1,5", ",", 1.5), ("-,5", ",", -0.5), ("1.234,56", ",", 1234.56), ("1 234,56", ",", 1234.56),
        ("1\u202f234\u202f567", ",", 1234567.0),
        ("12", ",", 12.0), ("1,5e-3", ",", 0.0015),
        ("1,5", ".", None), ("1.5", ",", None), ("12,34,567", ".", None), ("1,234 567", ".", None), ("1_000", ".", None),
        ("nan", ".", None),
        ("inf", ".", None), ("1e400", ".", None), ("x1", ".", None), ("", ".", None), ("-", ",", None), ("1 2", ".", None),
    ],
)  # fmt: skip
def test_numbers(cell: str, mark: str, value: float | None) -> None:
    assert parse_number(cell, mark) == value


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1,5", "2"], ","), (["1.5"], "."), (["1.234,5"], ","), (["1,234.5"], "."), (["1.234.567"], ","), (["1,234,567"], "."),
        (["1,234"], None), (["1.234"], None), (["0,123"], ","), (["1234.567"], "."), (["1,5", "1.5"], None), (["a,b", "2020.1.1"], None),
        (["1,5", "1.234"], ","), ([], None),
    ],
)  # fmt: skip
def test_decimal_marks(cells: list[str], mark: str | None) -> None:
    assert decimal_mark(cells) == mark


def test_marks_that_a_column_does_not_show() -> None:
    assert default_mark(["1,234"], None, ",") == "."
    assert default_mark(["1,234"], None, ";") == ","
    assert default_mark(["1,234"], ".", ";") == "."
    assert default_mark(["1.234"], None, ";") == "."
    assert default_mark(["1.234"], ",", ";") == ","


def test_decimals() -> None:
    assert [decimals_of(cell, ".") for cell in ("1", "1.50", "1e-3", "1.5e-3", "1,234.5")] == [0, 2, 3, 4, 1]
    assert decimals_of("1.234,5", ",") == 1


def test_codes_are_no_numbers() -> None:
    assert [is_code(cell) for cell in ("01234", "0", "0.5", "10")] == [True, False, False, False]
