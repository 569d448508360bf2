"""A name that nothing else has."""

from __future__ import annotations

from collections.abc import Callable


def free_name(name: str, is_taken: Callable[[str], bool]) -> str:
    """The name, or with the first number from 2 on behind it that makes one of its own."""
    number, free = 2, name
    while is_taken(free):
        free, number = f"{name}_{number}", number + 1
    return free
