"""Dates as numbers, and numbers as dates again, against Python's calendar."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
import tensorflow as tf

from gancompile.catalogue.sources.table.date_form import (
    DAYS,
    TIMES,
    AmbiguousForm,
    find_form,
    form_problem,
    nearest_form,
    parse_date,
)
from gancompile.catalogue.sources.table.date_text import date_texts

RNG = np.random.default_rng(2)
MOMENTS = [
    datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=int(s)) for s in RNG.integers(-(10**9), 4 * 10**9, 300)
]
EPOCH = datetime.datetime(1970, 1, 1)


def decoded(numbers: list[int], form: str) -> list[str]:
    return [text.decode() for text in date_texts(tf.constant(numbers, tf.int64), form).numpy()]


@pytest.mark.parametrize(
    "form", [*DAYS, "%d.%m.%Y %H:%M", "%Y-%m-%dT%H:%M:%SZ", "%m/%d/%Y %I:%M %p", "%b %d, %Y, %H:%M:%S", *TIMES]
)
def test_there_and_back(form: str) -> None:
    moments = MOMENTS if "%y" not in form else [one for one in MOMENTS if 1969 <= one.year <= 2068]
    texts = [one.strftime(form) for one in moments]
    assert find_form(texts) == form or form == "%d %b %Y"
    numbers = [parse_date(text, form) for text in texts]
    # A date of 1970 for a time alone is what ours stands for; Python's is of 1900.
    for text, number in zip(texts, numbers, strict=True):
        assert number is not None
        expected = datetime.datetime.strptime(text, form)
        if "%Y" not in form and "%y" not in form:
            expected = expected.replace(year=1970)
        since = expected - EPOCH
        assert number == (since.days if not any(code in form for code in ("%H", "%I")) else since.total_seconds())
    assert decoded([number for number in numbers if number is not None], form) == texts


def test_the_calendar_of_many_years() -> None:
    days = list(range(-200000, 200000, 37))
    expected = [(EPOCH + datetime.timedelta(days=day)).strftime("%Y-%m-%d") for day in days]
    assert decoded(days, "%Y-%m-%d") == expected


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        (["5/13/2020", "12/1/2020"], "%-m/%-d/%Y"), (["13/5/2020", "1/12/2020"], "%-d/%-m/%Y"), (["05.04.2020", "06.04.2020"], "%d.%m.%Y"),
        (["5.4.20", "13.12.20"], "%-d.%-m.%y"), (["2020-05-04T10:11:12+02:00"], "%Y-%m-%dT%H:%M:%S+02:00"), (["9:05", "10:15"], "%-H:%M"),
        (["May 4, 2020", "Dec 24, 2020"], "%b %-d, %Y"), (["May 04, 2020", "Dec 24, 2020"], "%b %d, %Y"), (["2020-02-30"], None),
        (["2020-01-01", "soon"], None), (["a", "b"], None), (["1.2.3"], None), ([], None), (["10.0.0.1"], None),
        (["2020-05-04", "2020/05/04"], None),
    ],
)  # fmt: skip
def test_forms(cells: list[str], form: str | None) -> None:
    assert find_form(cells) == form


def test_day_or_month_first() -> None:
    found = find_form(["03/04/2020", "05/06/2020"])
    assert found == AmbiguousForm(forms=("%d/%m/%Y", "%m/%d/%Y"))
    assert find_form(["03/03/2020", "05/05/2020"]) == "%d/%m/%Y"


def test_the_form_of_most() -> None:
    assert nearest_form(["2020-01-01", "2020-01-02", "soon"]) == "%Y-%m-%d"
    assert nearest_form(["2020-01-01", "soon", "late"]) is None


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("%d.%q", "`%q` is not known"),
        ("%d.%d.%Y", "twice"),
        ("%d.%Y", "a year and a month"),
        ("day", "no code"),
        ("%d.%m.%Y", None),
    ],
)
def test_forms_of_the_author(form: str, told: str | None) -> None:
    problem = form_problem(form)
    assert problem == told or told in (problem or "")
