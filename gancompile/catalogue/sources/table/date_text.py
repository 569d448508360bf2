"""Numbers of days and seconds as the texts of dates, inside of a graph."""

from __future__ import annotations

import re

import tensorflow as tf

from gancompile.catalogue.sources.source import Tensor
from gancompile.catalogue.sources.table.date_form import CODE, DAY, MONTHS, has_time

ERA = 146097
"""Days of 400 years."""


def date_texts(numbers: Tensor, form: str) -> Tensor:
    """Dates in a form: [rows] texts. numbers: [rows] int64, days since 1970, or seconds where the form has a time.

    The calendar is the Gregorian one, also before it began.
    Source: Hinnant, chrono-compatible low-level date algorithms, `civil_from_days`.
    """
    days, seconds = (numbers // DAY, numbers % DAY) if has_time(form) else (numbers, tf.zeros_like(numbers))
    year, month, day = _civil(days)
    hour = seconds // 3600
    parts = {
        "Y": (year, 4), "y": (year % 100, 2), "m": (month, 2), "d": (day, 2), "H": (hour, 2), "I": ((hour + 11) % 12 + 1, 2),
        "M": (seconds // 60 % 60, 2), "S": (seconds % 60, 2),
    }  # fmt: skip
    names = {
        "B": lambda: tf.gather(tf.constant(MONTHS), month - 1),
        "b": lambda: tf.gather(tf.constant([name[:3] for name in MONTHS]), month - 1),
        "p": lambda: tf.gather(tf.constant(["AM", "PM"]), hour // 12),
    }
    texts = []
    for text, bare, code in re.findall(r"([^%]+)|" + CODE.pattern, form):
        if text:
            texts.append(tf.fill(tf.shape(numbers), text))
        elif code in names:
            texts.append(names[code]())
        else:
            value, width = parts[code]
            texts.append(tf.strings.as_string(value) if bare else tf.strings.as_string(value, width=width, fill="0"))
    return tf.strings.join(texts)


def _civil(days: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Year, month and day of a number of days since 1970: [rows] int64 each."""
    # Counted from March, so that the day that is not in every year is the last.
    shifted = days + 719468
    era = shifted // ERA
    of_era = shifted % ERA
    years = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * years + years // 4 - years // 100)
    march = (5 * of_year + 2) // 153
    month = tf.where(march < 10, march + 3, march - 9)
    year = years + era * 400 + tf.cast(month <= 2, tf.int64)
    return year, month, of_year - (153 * march + 2) // 5 + 1
