"""Names that a misspelt one was meant for, and other names."""

from __future__ import annotations

import pytest

from gancompile.catalogue.sources.near_name import near_name


@pytest.mark.parametrize(
    ("written", "names", "meant"),
    [
        ("masc", ["photo", "mask"], "mask"),
        ("lable", ["labels", "label"], "label"),
        ("faces", ["face"], "face"),
        ("smilling", ["Smiling", "Male"], "Smiling"),
        ("tow", ["x", "town"], "town"),
        ("Sex", ["sex", "age"], "sex"),
        ("x_trian", ["x_test", "x_train"], "x_train"),
        ("flipper_lenght", ["flipper_length", "flipper_depth"], "flipper_length"),
        ("image", ["label", "img"], "img"),
        ("lbl", ["table", "label"], "label"),
        ("nope", ["name", "open", "species", "none_of_it"], None),
        ("people", ["pebble"], None),
        ("a", ["b", "ab"], None),
        ("nope", [], None),
    ],
)
def test_near_names(written: str, names: list[str], meant: str | None) -> None:
    assert near_name(written, names) == meant
