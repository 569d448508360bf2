"""Dates and times as people write them: the form of a column, and its cells as whole numbers."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

DAYS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y",
    "%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%b %d %Y", "%d %B %Y", "%B %d, %Y", "%Y-%m",
)  # fmt: skip
"""Dates that are looked for. Before points the day is always first; with slashes and hyphens it may be the month."""
TIMES = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p")
MONTHS = ("January February March April May June July August September October November December").split()
CODES = {
    "Y": r"(?P<Y>\d{4})", "y": r"(?P<y>\d\d)", "m": r"(?P<m>\d\d)", "d": r"(?P<d>\d\d)", "H": r"(?P<H>\d\d)", "I": r"(?P<I>\d\d)",
    "M": r"(?P<M>\d\d)", "S": r"(?P<S>\d\d)", "p": r"(?P<p>[AaPp][Mm])", "b": r"(?P<b>[A-Za-z]{3})", "B": r"(?P<B>[A-Za-z]{3,9})",
}  # fmt: skip
"""The codes of Python's strftime that a form may have. `%-d` is a number without a zero in front; so are `%-m`, `%-H` and `%-I`."""
PADDED = "dmHI"
OF_TIME = "HIMSp"
CODE = re.compile(r"%(-?)([A-Za-z])")
SUFFIX = re.compile(r"(Z|[+-]\d\d:?\d\d| ?UTC)$")
EPOCH = datetime.date(1970, 1, 1).toordinal()
DAY = 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class AmbiguousForm:
    """Two forms that all cells of a column have, day first and month first."""

    forms: tuple[str, str]


def find_form(cells: Sequence[str]) -> str | AmbiguousForm | None:
    """The form that all cells have. Cells that differ are texts: None.

    Among the forms of a column whose cells suit both, day first and month first, none is preferred.
    """
    if not cells or not any(letter.isdigit() for letter in cells[0]):
        return None
    found = [form for form in _likely(cells[0]) if all(parse_date(cell, form) is not None for cell in cells)]
    if not found:
        return None
    if len(found) > 1 and any(parse_date(cell, found[0]) != parse_date(cell, found[1]) for cell in cells):
        return AmbiguousForm(forms=(_written(found[0], cells), _written(found[1], cells)))
    return _written(found[0], cells)


def nearest_form(cells: Sequence[str]) -> str | None:
    """The form that more than half of the cells have, for a message about the others."""
    for form in _likely(cells[0]) if cells else ():
        alike = [cell for cell in cells if parse_date(cell, form) is not None]
        if 2 * len(alike) > len(cells):
            return _written(form, alike)
    return None


def _likely(cell: str) -> Iterator[str]:
    """The forms of one cell, which may leave out the zeros in front; what is fixed behind the time is part of them."""
    if ":" not in cell:
        yield from (form for form in map(_unpadded, DAYS) if parse_date(cell, form) is not None)
        return
    suffix = SUFFIX.search(cell)
    end = suffix[0] if suffix else ""
    time = cell.removesuffix(end)
    between = "T" if re.search(r"\dT\d", time) else ", " if re.search(r", \d+:", time) else " "
    # Of the forms with a time only these can fit; to compile the patterns of all would take a while.
    times = [one for one in TIMES if one.count(":") == time.count(":") and one.endswith("p") == (time[-1:] in "Mm")]
    for form in [*times, *(f"{day}{between}{one}" for one in times for day in DAYS)]:
        if parse_date(cell, _unpadded(form) + end) is not None:
            yield _unpadded(form) + end


def _unpadded(form: str) -> str:
    return CODE.sub(lambda found: f"%-{found[2]}" if found[2] in PADDED else found[0], form)


def _written(form: str, cells: Sequence[str]) -> str:
    """The form with the zeros in front as the cells have them."""
    padded = CODE.sub(lambda found: f"%{found[2]}", form)
    return padded if all(parse_date(cell, padded) is not None for cell in cells) else form


def form_problem(form: str) -> str | None:
    """What is wrong with a form that the author gives; None where it is valid."""
    codes = [found[2] for found in CODE.finditer(form)]
    unknown = [code for code in codes if code not in CODES]
    if unknown:
        return f"`%{unknown[0]}` is not known; {', '.join(f'%{code}' for code in CODES)} are"
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice:
        return f"`%{twice}` stands in it twice"
    has_year, has_month = {"Y", "y"} & {*codes}, {"m", "b", "B"} & {*codes}
    if ("d" in codes and not has_month) or (has_year and not has_month) or (has_month and not has_year):
        return "a date has a year and a month"
    return None if codes else "it has no code, such as `%Y`"


def has_time(form: str) -> bool:
    """Whether numbers of this form are seconds; else they are days."""
    return any(found[2] in OF_TIME for found in CODE.finditer(form))


@cache
def _pattern(form: str) -> re.Pattern[str]:
    parts, end = [], 0
    for found in CODE.finditer(form):
        code = CODES[found[2]]
        parts += [re.escape(form[end : found.start()]), code.replace(r"\d\d", r"\d\d?") if found[1] else code]
        end = found.end()
    return re.compile("".join(parts) + re.escape(form[end:]))


def parse_date(cell: str, form: str) -> int | None:
    """A date as days since 1970, or as seconds where the form has a time; None where the cell has another form.

    A time alone is the seconds of the day. Two digits of a year are 1969 to 2068, as POSIX has it.
    """
    found = _pattern(form).fullmatch(cell)
    if found is None:
        return None
    part = found.groupdict()
    try:
        day = datetime.date(*_year_and_month(part), int(part.get("d") or 1)).toordinal() - EPOCH
        if not has_time(form):
            return day
        hour = int(part.get("H") or 0) if "p" not in part else int(part["I"]) % 12 + 12 * (part["p"].lower() == "pm")
        if "p" in part and not 1 <= int(part["I"]) <= 12:
            return None
        time = datetime.time(hour, int(part.get("M") or 0), int(part.get("S") or 0))
    except ValueError:
        return None
    return day * DAY + time.hour * 3600 + time.minute * 60 + time.second


def _year_and_month(part: dict[str, str]) -> tuple[int, int]:
    """Of the parts of a date; January 1970 for a time alone. Raises ValueError for a name that is no month."""
    if "Y" not in part and "y" not in part:
        return 1970, 1
    year = int(part["Y"]) if "Y" in part else int(part["y"]) + (1900 if int(part["y"]) >= 69 else 2000)
    if "m" in part:
        return year, int(part["m"])
    name = part["B"].title() if "B" in part else part["b"].title()
    return year, (MONTHS if "B" in part else [month[:3] for month in MONTHS]).index(name) + 1
