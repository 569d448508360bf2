"""`set` of a phase: numbers of the game by their paths, as they are while the phase lasts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gancompile.compiler.diagnostics import InternalError, Report, Span, did_you_mean
from gancompile.compiler.elaborate.stage import Stage, Stages
from gancompile.compiler.schema import is_schedulable, validate_section
from gancompile.compiler.syntax import Entry, Formula, Mapping, Node, Scalar, Sequence, word
from gancompile.compiler.syntax.expression import NumberLiteral
from gancompile.compiler.syntax.tree import ByPhase

EVERY = "*"
SHORT = ("optimizer", "average", "clip_gradients")
"""The settings beside an objective that hold for every player."""
Path = tuple[str, ...]


def set_by_phase(stages: Stages, report: Report) -> Stages:
    """Each stage with the numbers of its game that phases set, in the long form."""
    return replace(stages, stages=tuple(_stage(stage, report) for stage in stages.stages))


def _stage(stage: Stage, report: Report) -> Stage:
    if stage.long_form is None:
        return stage
    game, schedule = stage.long_form, stage.tree.root.get("schedule")
    if stage.tree.is_broken("schedule"):
        return replace(stage, phased=game)
    for index, settings in _settings_of(schedule):
        setter = _Setter(written=stage.long_form, index=stage.tree.first_phase + index, report=report)
        game = setter.set_all(game, settings)
    return replace(stage, phased=game)


def _settings_of(schedule: Node | None) -> Iterator[tuple[int, Mapping]]:
    """The `set` of each phase, with its index in the schedule."""
    for index, node in enumerate(schedule.items if isinstance(schedule, Sequence) else ()):
        settings = node.get("set") if isinstance(node, Mapping) else None
        if isinstance(settings, Mapping):
            yield index, settings


class _NotSet(Exception):
    """A mistake has been reported; unwinds to `set_all` and never leaves this file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setter:
    """Sets the numbers of one phase. written: the long form without any phase's numbers. index: of the phase in the whole schedule."""

    written: Mapping
    index: int
    report: Report

    def set_all(self, game: Mapping, settings: Mapping) -> Mapping:
        """The long form with all numbers of a phase; without those whose path leads nowhere, which are reported."""
        for entry in settings.entries:
            try:
                for path, value in list(self._targets(entry)):
                    self._check(path, value, entry)
                    game = _with_value(game, path, self._by_phase(_at(game, path), value))
            except _NotSet:
                continue
        return game

    def _by_phase(self, now: Node, value: Node) -> ByPhase:
        """The present value, with the value of this phase added."""
        before = now if isinstance(now, ByPhase) else ByPhase(base=now, settings=(), span=now.span)
        kept = tuple(one for one in before.settings if one[0] != self.index)
        return replace(before, settings=(*kept, (self.index, value)))

    def _targets(self, entry: Entry) -> Iterator[tuple[Path, Node]]:
        """The paths in the long form that an entry of `set` means, and the new value of each."""
        steps = entry.key.text.split(".")
        if steps[0] != "game" or len(steps) < 2:
            message = f"`{entry.key.text}` is no number of the game"
            self._refuse(entry.key.span, message, self._way_to(entry.key.text))
        way = ["players", EVERY, *steps[1:]] if steps[1] in SHORT else steps[1:]
        for path, now in self._found(self.written, way, entry):
            yield path, self._begun(entry, now)

    def _way_to(self, name: str) -> str:
        """The paths of the numbers of this name that the game has, as help."""
        ways = [".".join(("game", *path)) for path in _paths_to(name, self.written)]
        return f"write the way to it: {' or '.join(f'`{way}`' for way in ways or EXAMPLE_WAYS)}"

    def _found(self, node: Node, steps: list[str], entry: Entry) -> Iterator[tuple[Path, Node]]:
        if not steps:
            yield (), node
            return
        head, *rest = steps
        match node:
            case Mapping(entries=entries):
                inside = [e for e in entries if e.key.text == head or (head == EVERY and _leads_on(e.value, rest))]
                if not inside:
                    missing = rest[0] if head == EVERY and rest else head
                    self._lost(missing, [] if head == EVERY else [one.key.text for one in entries], entry)
                for one in inside:
                    yield from (((one.key.text, *path), found) for path, found in self._found(one.value, rest, entry))
                return
            case Sequence(items=items) if head.isdigit() and int(head) < len(items):
                yield from (((head, *path), found) for path, found in self._found(items[int(head)], rest, entry))
                return
        self._lost(head, [str(i) for i in range(len(node.items))] if isinstance(node, Sequence) else [], entry)

    def _lost(self, head: str, known: list[str], entry: Entry) -> None:
        message = f"the game has no `{head}` on the way to `{entry.key.text}`"
        there = f"there {'is' if len(known) == 1 else 'are'} {', '.join(known)}"
        help = f"{there}; a number is set that the game itself says" if known else None
        last = entry.key.text.rpartition(".")[2]
        if any(_paths_to(last, self.written)):
            help = self._way_to(last)
        self._refuse(entry.key.span, message, help, label=did_you_mean(head, known))

    def _begun(self, entry: Entry, now: Node) -> Node:
        """The new value; a curve that does not say where it begins begins at the number that is there now."""
        value = entry.value
        if not isinstance(value, Mapping) or len(value.entries) != 1:
            return value
        inner = value.entries[0].value
        if not isinstance(inner, Mapping) or inner.get("to") is None or inner.get("from") is not None:
            return value
        number = _number(now)
        if number is None:
            message = f"this curve does not say where it begins, and `{entry.key.text}` is no plain number before it"
            self._refuse(value.entries[0].key.span, message, "add `from`")
            return value
        start = Entry(key=word("from", inner.span), value=number)
        return replace(
            value, entries=(replace(value.entries[0], value=replace(inner, entries=(start, *inner.entries))),)
        )

    def _check(self, path: Path, value: Node, entry: Entry) -> None:
        """Whether a number stands there that may change with the rounds, and whether the value is valid in its place."""
        now = _at(self.written, path)
        if not _can_change(now) or not _can_change(value) or not is_schedulable("game", self.written, path):
            message = "a phase sets numbers that are numbers in the game, and this is something else"
            help = "numbers and curves but `piecewise` can be set, one for another"
            self._refuse(entry.key.span, message, help)
        if not validate_section("game", _with_value(self.written, path, value), self.report):
            raise _NotSet

    def _refuse(self, span: Span, message: str, help: str | None, *, label: str = "") -> None:
        self.report.add("GC0607", span, message, label=label, help=help)
        raise _NotSet


EXAMPLE_WAYS = ("game.optimizer.adam.learning_rate",)


def _paths_to(name: str, node: Node) -> Iterator[Path]:
    """The paths of the entries with this key."""
    for key, inner in node if isinstance(node, Mapping) else ():
        if key == name:
            yield (key,)
        yield from ((key, *path) for path in _paths_to(name, inner))


def _leads_on(node: Node, steps: list[str]) -> bool:
    """Whether `*` matches an entry: a player without an average has none that could be set."""
    return not steps or steps[0] == EVERY or not isinstance(node, Mapping) or node.get(steps[0]) is not None


def _number(node: Node) -> Scalar | None:
    """The plain number that a node is."""
    match node:
        case Scalar(value=int() | float()):
            return node
        case Formula(expression=NumberLiteral(value=value), text=text, span=span):
            return Scalar(value=value, text=text, plain=True, span=span)
        case ByPhase(base=base):
            return _number(base)
    return None


def _can_change(node: Node) -> bool:
    """Whether a node is a number, or a curve that a phase can set or replace."""
    return _number(node) is not None or (isinstance(node, Mapping) and node.get("piecewise") is None)


def _with_value(game: Mapping, path: Path, value: Node) -> Mapping:
    """The game with another value at a path that it has."""
    made = _replaced(game, path, value)
    if not isinstance(made, Mapping):
        raise InternalError(f"a value at {'.'.join(path)} made something else of the game")
    return made


def _replaced(node: Node, path: Path, value: Node) -> Node:
    if not path:
        return value
    head, *rest = path
    match node:
        case Mapping() if (inner := node.get(head)) is not None:
            return node.with_value(head, _replaced(inner, tuple(rest), value))
        case Sequence(items=items):
            at = int(head)
            return replace(node, items=(*items[:at], _replaced(items[at], tuple(rest), value), *items[at + 1 :]))
    raise InternalError(f"the game has nothing at {'.'.join(path)}")


def _at(node: Node, path: Path) -> Node:
    for step in path:
        match node:
            case Mapping() if (inner := node.get(step)) is not None:
                node = inner
            case Sequence(items=items):
                node = items[int(step)]
    return node
