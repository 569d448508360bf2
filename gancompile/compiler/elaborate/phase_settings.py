"""`set` of a phase: numbers of the game by their paths, as they are while the phase lasts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gancompile.compiler.diagnostics import Report, did_you_mean
from gancompile.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence, word

EVERY = "*"
SHORT = ("optimizer", "average")
"""What stands beside an objective and is meant for every player who has it."""
NUMBERS = (int, float)


class _Unset(Exception):
    """Something was told; unwinds to `game_in_phase` and never leaves this file."""


def settings_of(schedule: Node | None) -> Iterator[tuple[int, Mapping]]:
    """What phases set, with the index of the phase in the schedule."""
    for index, node in enumerate(schedule.items if isinstance(schedule, Sequence) else ()):
        settings = node.get("set") if isinstance(node, Mapping) else None
        if isinstance(settings, Mapping):
            yield index, settings


def check_settings(schedule: Node | None, game: Mapping, report: Report) -> None:
    """Tells of paths in `set` that lead nowhere, whatever else of the spec is in error. game: its long form."""
    for _, settings in settings_of(schedule):
        game_in_phase(game, settings, report)


def game_in_phase(game: Mapping, settings: Mapping, report: Report) -> Mapping | None:
    """The long form of a game with the numbers of a phase; None where a path leads nowhere, which is told."""
    whole = True
    for entry in settings.entries:
        try:
            game = _set(game, entry, report)
        except _Unset:
            whole = False
    return game if whole else None


def _set(game: Mapping, entry: Entry, report: Report) -> Mapping:
    key = entry.key
    path = key.text.split(".")
    if path[0] != "game" or len(path) < 2:
        said = f"`{key.text}` is no number of the game"
        report.add(
            "GC0607", key.span, said, help="write the way to it: `game.players.NAME.optimizer.adam.learning_rate`"
        )
        raise _Unset
    steps = ["players", EVERY, *path[1:]] if path[1] in SHORT else path[1:]
    done = _replaced(game, steps, entry, report)
    assert isinstance(done, Mapping)
    return done


def _replaced(node: Node, steps: list[str], entry: Entry, report: Report) -> Node:
    if not steps:
        return _begun(entry, node, report)
    head, *rest = steps
    match node:
        case Mapping(entries=entries):
            inside = [e for e in entries if e.key.text == head or (head == EVERY and _leads_on(e.value, rest))]
            if not inside:
                missing = rest[0] if head == EVERY and rest else head
                _tell_nowhere(missing, [] if head == EVERY else [one.key.text for one in entries], entry, report)
            kept = [
                replace(one, value=_replaced(one.value, rest, entry, report)) if one in inside else one
                for one in entries
            ]
            return replace(node, entries=tuple(kept))
        case Sequence(items=items) if head.isdigit() and int(head) < len(items):
            at = int(head)
            return replace(node, items=(*items[:at], _replaced(items[at], rest, entry, report), *items[at + 1 :]))
    known = [str(i) for i in range(len(node.items))] if isinstance(node, Sequence) else []
    _tell_nowhere(head, known, entry, report)
    raise AssertionError


def _leads_on(node: Node, steps: list[str]) -> bool:
    """Whether `*` may go this way: a player without an average has none that could be set."""
    return not steps or steps[0] == EVERY or not isinstance(node, Mapping) or node.get(steps[0]) is not None


def _tell_nowhere(head: str, known: list[str], entry: Entry, report: Report) -> None:
    said = f"the game has no `{head}` on the way to `{entry.key.text}`"
    help = (
        f"there {'is' if len(known) == 1 else 'are'} {', '.join(known)}; a number is set that the game itself says"
        if known
        else None
    )
    report.add("GC0607", entry.key.span, said, label=did_you_mean(head, known), help=help)
    raise _Unset


def _begun(entry: Entry, now: Node, report: Report) -> Node:
    """The new value; a curve that does not say where it begins begins at the number that is there now."""
    value = entry.value
    if not isinstance(value, Mapping) or len(value.entries) != 1:
        return value
    inner = value.entries[0].value
    if not isinstance(inner, Mapping) or inner.get("to") is None or inner.get("from") is not None:
        return value
    if not isinstance(now, Scalar) or not isinstance(now.value, NUMBERS):
        said = f"this curve does not say where it begins, and `{entry.key.text}` is no plain number before it"
        report.add("GC0607", value.entries[0].key.span, said, help="add `from`")
        raise _Unset
    start = Entry(key=word("from", inner.span), value=now)
    return replace(value, entries=(replace(value.entries[0], value=replace(inner, entries=(start, *inner.entries))),))
