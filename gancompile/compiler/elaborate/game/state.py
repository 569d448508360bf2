"""The numbers that a game carries from round to round: where they begin, and how each round moves them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from collections.abc import Sequence as SequenceOf
from dataclasses import dataclass, field, replace

from gancompile.compiler.diagnostics import NOWHERE, Report, Span, did_you_mean
from gancompile.compiler.ir.game import Let, Player, StateNumber, Term
from gancompile.compiler.ir.value import (
    Apply,
    Expectation,
    Gradient,
    Logged,
    PairExpectation,
    Statistic,
    Value,
    halved,
    rebuild,
    walk,
)
from gancompile.compiler.syntax import Expression, Mapping, Node, Scalar, Sequence
from gancompile.compiler.syntax.free_name import free_name
from gancompile.compiler.syntax.printer import print_expression


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredState:
    """A state as the spec or the catalogue says it. update: what it becomes at the end of a round."""

    name: str
    start: float
    update: Expression
    span: Span = field(default=NOWHERE, compare=False)


def read_states(
    declared: SequenceOf[tuple[DeclaredState, Value]], players: SequenceOf[Player], lets: SequenceOf[Let]
) -> tuple[tuple[StateNumber, ...], tuple[Player, ...]]:
    """The states with what each round makes of them, and the players, who log what the updates of states read.

    declared: each with the value of its update, a single number.
    """
    reader = _StateReader(players=list(players), lets=lets)
    states = tuple(reader.read(one, value) for one, value in declared)
    return states, tuple(reader.players)


@dataclass(slots=True, kw_only=True)
class _StateReader:
    """players: to whose metrics it adds those that states read."""

    players: list[Player]
    lets: SequenceOf[Let]

    def read(self, one: DeclaredState, value: Value) -> StateNumber:
        readers: list[str] = []
        every = 1

        def logged(part: Value) -> Value:
            nonlocal every
            if not isinstance(part, Expectation | PairExpectation | Statistic):
                return rebuild(part, logged)
            index, term = self._who(part)
            every = math.lcm(every, term.every_rounds if term else 1)
            readers.append(self.players[index].name)
            return Logged(name=self._log(one, part, index, term))

        update = logged(value)
        return StateNumber(
            name=one.name, start=one.start, update=update, written=print_expression(one.update),
            readers=tuple(dict.fromkeys(readers)), every_rounds=every, span=one.span,
        )  # fmt: skip

    def _who(self, measure: Value) -> tuple[int, Term | None]:
        """The player whose update runs anyway what a measure needs, and the lazy term within which; else whose runs most of it."""
        for lazy in (False, True):
            for index, player in enumerate(self.players):
                for term in player.terms:
                    inside = set(walk(term.value))
                    found = runs(measure) <= inside or (lazy and runs(halved(measure)) <= inside)
                    if found and (term.every_rounds > 1) == lazy:
                        return index, term if lazy else None
        shared = [
            len(runs(measure) & {v for term in player.terms if term.every_rounds == 1 for v in walk(term.value)})
            for player in self.players
        ]
        return shared.index(max(shared)), None

    def _log(self, one: DeclaredState, measure: Value, index: int, term: Term | None) -> str:
        """The name under which a player logs a measure."""
        player = self.players[index]
        if term is not None and not runs(measure) <= set(walk(term.value)):
            measure = halved(measure)
        known = next((w.name for w in player.watch if w.value == measure), None)
        if known is not None:
            return known
        name = self._free(next((let.name for let in self.lets if let.value == measure), f"{one.name}_seen"))
        watched = Term(name=name, value=measure, written=name, within=term.name if term else None, span=one.span)
        self.players[index] = replace(player, watch=(*player.watch, watched))
        return name

    def _free(self, name: str) -> str:
        taken = {w.name for player in self.players for w in player.watch}
        return free_name(name, taken.__contains__)


def report_unknown_states(root: Node, states: Iterable[str], report: Report) -> None:
    """Reports every `{state: NAME}` whose name no state has."""
    states = list(states)
    for name, span in _spoken_of(root):
        if name not in states:
            known = f"its states are {', '.join(states)}" if states else "it has no `state`"
            report.add(
                "GC0301", span, f"the game carries no number `{name}`", label=did_you_mean(name, states), help=known
            )


def _spoken_of(node: Node) -> Iterator[tuple[str, Span]]:
    match node:
        case Mapping(entries=entries):
            for entry in entries:
                if len(entries) == 1 and entry.key.text == "state" and isinstance(entry.value, Scalar):
                    yield entry.value.text, entry.value.span
                yield from _spoken_of(entry.value)
        case Sequence(items=items):
            for item in items:
                yield from _spoken_of(item)


def runs(value: Value) -> set[Value]:
    """The networks and gradients that a value needs."""
    return {v for v in walk(value) if isinstance(v, Apply | Gradient)}
