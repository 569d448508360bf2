"""The scalars of YAML 1.2's core schema (yaml.org/spec/1.2.2, section 10.3.2), which PyYAML, a reader of YAML 1.1, does not know."""

from __future__ import annotations

import re
from typing import TypeAlias

NULL = re.compile(r"(?:null|Null|NULL|~|)\Z")
TRUE, FALSE = re.compile(r"(?:true|True|TRUE)\Z"), re.compile(r"(?:false|False|FALSE)\Z")
INTEGER = re.compile(r"[-+]?[0-9]+\Z")
OCTAL, HEXADECIMAL = re.compile(r"0o[0-7]+\Z"), re.compile(r"0x[0-9a-fA-F]+\Z")
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
INFINITY, NOT_A_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z"), re.compile(r"\.(?:nan|NaN|NAN)\Z")
FIRST = frozenset("nNtTfF~-+.0123456789")
"""The first characters of all scalars that are no strings."""
MAX_DIGITS = 300
LARGEST_WHOLE = 1e15
Value: TypeAlias = "None | bool | int | float | str"


def whole(value: Value) -> Value:
    """An integral float as an integer, as in JSON Schema: `1e3` may be a number of units."""
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_WHOLE:
        return int(value)
    return value


def resolve_scalar(text: str) -> Value:
    """The value of an unquoted scalar: `1e-4` is a number, `no` and `on` are strings, `010` is ten."""
    if text and text[0] not in FIRST:
        return text
    if NULL.match(text):
        return None
    if TRUE.match(text) or FALSE.match(text):
        return text[0] in "tT"
    if len(text) > MAX_DIGITS:
        return text
    if INTEGER.match(text):
        return int(text, 10)
    if OCTAL.match(text):
        return int(text[2:], 8)
    if HEXADECIMAL.match(text):
        return int(text[2:], 16)
    if FLOAT.match(text):
        return float(text)
    if INFINITY.match(text):
        return float("-inf") if text.startswith("-") else float("inf")
    return float("nan") if NOT_A_NUMBER.match(text) else text
