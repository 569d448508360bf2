"""Lists among the constants: their items, ranges and lengths, and what is none."""

from __future__ import annotations

import pytest

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.syntax import Scalar, interpolate, to_plain

CONSTANTS = {"widths": (512, 256, 128), "names": ("a", "b"), "i": 1, "half": 0.5, "name": "dcgan"}


def value_of(text: str) -> tuple[object, list[str]]:
    report = Report()
    node = interpolate(Scalar(value=text, text=text, plain=False), CONSTANTS, report)
    return None if node is None else to_plain(node), [one.message for one in report.diagnostics]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${widths[i]}", 256), ("${widths[-1]}", 128), ("${widths[i + 1] // 2}", 64), ("${len(widths)}", 3), ("${names[0]}", "a"),
        ("up_${widths[0]}", "up_512"), ("${widths}", [512, 256, 128]), ("${widths[1:]}", [256, 128]), ("${widths[:-1]}", [512, 256]),
        ("${widths[1:][0]}", 256), ("${len(widths[:i])}", 1),
    ],
)  # fmt: skip
def test_items_are_counted_as_in_python(text: str, value: object) -> None:
    assert value_of(text) == (value, [])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("${widths[3]}", "the list has 3 items, 0 to 2, and no item 3"),
        ("${widths[-4]}", "the list has 3 items, 0 to 2, and no item -4"),
        ("${widths[half]}", "a position in a list is a whole number, and not 0.5"),
        ("${widths[0, 1]}", "a list has one position between its brackets"),
        ("${widths[...]}", "a list has one position between its brackets"),
        ("${widths + 1}", "[512, 256, 128] is not a number"),
        ("${max(widths, 2)}", "[512, 256, 128] is not a number"),
        ("${i[0]}", "brackets take a list, and this is 1"),
        ("${len(name)}", "`len` take a list, and this is 'dcgan'"),
    ],
)
def test_what_has_no_value_says_why(text: str, reason: str) -> None:
    found, messages = value_of(text)
    assert found is None
    assert messages == [f"`{text}` has no value: {reason}"]
