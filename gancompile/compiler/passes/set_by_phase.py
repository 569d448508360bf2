"""Numbers that phases set: one game whose numbers change from phase to phase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from gancompile.compiler.ir.curve import Curve, Pieces, Ramp, since
from gancompile.compiler.ir.game import Game, Term
from gancompile.compiler.ir.program import Phase
from gancompile.compiler.ir.value import Number, Scheduled

TEXTS = frozenset({"written", "span", "places"})
"""Fields that say how something was written, which the game keeps from its own section."""


class OtherGameError(Exception):
    """A phase sets what is no number."""


def set_by_phase(game: Game, variants: Mapping[int, Game], phases: Sequence[Phase]) -> Game:
    """The game with every number that a phase sets as a curve over the phases.

    variants: the game as it is in the phase of that index. Curves have no rounds yet. Raises OtherGameError where one differs from the
    game by more than numbers.
    """
    begins = [sum(phase.rounds for phase in phases[:index]) for index in range(len(phases) + 1)]
    merged: Game = _merged(game, [(index, variant) for index, variant in sorted(variants.items())], begins)
    return merged


def _merged(base: Any, variants: list[tuple[int, Any]], begins: list[int]) -> Any:
    others = [(index, one) for index, one in variants if one != base]
    if not others:
        return base
    if isinstance(base, Number | Scheduled):
        return Scheduled(curve=_by_phase(_plain(base), [(i, _plain(one)) for i, one in others], begins), span=base.span)
    if _is_number(base):
        return _by_phase(base, others, begins)
    if isinstance(base, tuple) and all(isinstance(one, tuple) and len(one) == len(base) for _, one in others):
        return tuple(_merged(part, [(i, one[at]) for i, one in others], begins) for at, part in enumerate(base))
    if is_dataclass(base) and not isinstance(base, type) and all(type(one) is type(base) for _, one in others):
        parts = {
            f.name: _merged(getattr(base, f.name), [(i, getattr(one, f.name)) for i, one in others], begins)
            for f in fields(base)
            if f.name not in TEXTS
        }
        if isinstance(base, Term) and base.is_penalty:
            # The weight that it was written with holds no more.
            parts["written"] = f"weight * {base.written.partition(' * ')[2]}" if " * " in base.written else base.written
        return replace(base, **parts)
    raise OtherGameError


def _plain(value: Any) -> Any:
    match value:
        case Number(value=number):
            return float(number)
        case Scheduled(curve=curve):
            return curve
    raise OtherGameError


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Curve) and not isinstance(value, bool)


def _by_phase(base: Any, others: list[tuple[int, Any]], begins: list[int]) -> Curve:
    """Pieces: the base, and from the beginning of a phase to its end what the phase sets."""
    if not all(_is_number(one) for _, one in others) or isinstance(base, Pieces):
        raise OtherGameError
    points: dict[int, Any] = {0: _real(base)}
    for index, value in others:
        if isinstance(value, Pieces):
            raise OtherGameError
        points[begins[index]] = _in_phase(value, index, begins[index])
        if begins[index + 1] < begins[-1]:
            points.setdefault(begins[index + 1], _real(base))
    return Pieces(points=tuple(sorted(points.items())))


def _in_phase(value: Any, index: int, begin: int) -> Any:
    """What a phase sets, counted from its beginning."""
    if not isinstance(value, Curve):
        return float(value)
    begun = since(value, begin)
    return replace(begun, phase=index) if isinstance(begun, Ramp) else begun


def _real(value: Any) -> Any:
    return value if isinstance(value, Curve) else float(value)
