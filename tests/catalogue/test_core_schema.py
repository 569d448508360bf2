"""Scalars as YAML 1.2's core schema has them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancompile.catalogue.core_schema import resolve_scalar

CASES = [
    ("1e-4", 1e-4), ("1E+3", 1000.0), (".5", 0.5), ("5.", 5.0), ("-3", -3), ("+7", 7), ("010", 10), ("0o10", 8), ("0x1F", 31),
    ("no", "no"), ("on", "on"), ("yes", "yes"), ("y", "y"), ("true", True), ("FALSE", False), ("~", None), ("", None), ("null", None),
    ("1_000", "1_000"), ("1:30", "1:30"), ("2001-01-01", "2001-01-01"), ("-.inf", -math.inf), ("e4", "e4"), ("1e", "1e"), ("-", "-"),
    ("0b1", "0b1"), ("1.2.3", "1.2.3"), ("4x4", "4x4"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), CASES)
def test_scalars_of_the_core_schema(text: str, value: object) -> None:
    found = resolve_scalar(text)
    assert found == value
    assert type(found) is type(value)


def test_nan_is_a_number() -> None:
    found = resolve_scalar(".nan")
    assert isinstance(found, float)
    assert math.isnan(found)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_written_by_python_reads_back(value: float) -> None:
    assert resolve_scalar(repr(value)) == value


@given(st.text(max_size=400))
def test_no_text_is_too_strange(text: str) -> None:
    resolve_scalar(text)
