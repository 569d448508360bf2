"""Checks of constructor arguments, with messages in Keras's style."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def integer(name: str, value: Any, least: int = 1) -> int:
    """An integer, `least` or more."""
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ValueError(f"`{name}` must be an integer, {least} or more. Received: {name}={value}")
    return value


def number(name: str, value: Any, *, above: float | None = None) -> float:
    """A number, more than `above`."""
    if isinstance(value, bool) or not isinstance(value, int | float) or (above is not None and not value > above):
        raise ValueError(
            f"`{name}` must be a number{'' if above is None else f' above {above:g}'}. Received: {name}={value}"
        )
    return float(value)


def fraction(name: str, value: Any) -> float:
    """A number in [0, 1]."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"`{name}` must be a number from 0 to 1. Received: {name}={value}")
    return float(value)


def choice(name: str, value: Any, choices: Sequence[Any]) -> Any:
    """One of a few values."""
    if isinstance(value, bool) or value not in choices:
        raise ValueError(f"`{name}` must be one of {', '.join(map(str, choices))}. Received: {name}={value}")
    return value


def sizes(name: str, value: Any) -> tuple[int, ...]:
    """A non-empty list of integers, 1 or more each."""
    if not isinstance(value, list | tuple) or not value:
        raise ValueError(f"`{name}` must be a list of integers. Received: {name}={value}")
    return tuple(integer(f"{name}[{index}]", one) for index, one in enumerate(value))


def filter_taps(name: str, value: Any) -> tuple[float, ...]:
    """A list of numbers whose sum is not 0, so that it can be normalized to 1."""
    if not isinstance(value, list | tuple) or not value:
        raise ValueError(f"`{name}` must be a list of numbers. Received: {name}={value}")
    taps = tuple(number(f"{name}[{index}]", one) for index, one in enumerate(value))
    if sum(taps) == 0:
        raise ValueError(f"The sum of `{name}` must not be 0. Received: {name}={value}")
    return taps
