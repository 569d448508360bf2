"""The semantic difference of two specs: programs are compared, not texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

from gancompile.catalogue import optimizer_rows, penalty_rows
from gancompile.catalogue.sources import source_rows
from gancompile.compiler.compilation import Compilation
from gancompile.compiler.describe.layer import value_text
from gancompile.compiler.describe.network_difference import filled, network_changes, same
from gancompile.compiler.diagnostics import Report
from gancompile.compiler.elaborate.roles import ROLES
from gancompile.compiler.ir.game import Player
from gancompile.compiler.ir.program import DataSet, Phase, Program
from gancompile.compiler.ir.value import Arithmetic, Value
from gancompile.compiler.syntax import Scalar, parse_expression
from gancompile.compiler.syntax.printer import print_expression

Plain = dict[str, Any]
FORMULAS = ("maximize", "minimize", "regularize")
LENGTHS = ("steps", "images", "epochs")
REMARKS = ("name", "description", "report")
COMMUTATIVE = ("+", "*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """path: where, as `--set` would say it. is_remark: whether it is a name or a note, and the mathematics are the same.

    old, new: the values, empty where there is none; None where the change is not one of a single value.
    """

    path: str
    said: str
    is_remark: bool = False
    old: str | None = None
    new: str | None = None

    def __str__(self) -> str:
        return f"{self.path}: {self.said}"


def _change(path: str, old: Any, new: Any) -> Change:
    """A change of one value."""
    before, after = value_text(old), value_text(new)
    return Change(path=path, said=f"{before} -> {after}", old=before, new=after)


def differences(old: Compilation, new: Compilation) -> tuple[Change, ...]:
    """All of them, remarks last. Both specs are without an error."""
    return tuple(sorted(dict.fromkeys(_stages(old, new)), key=lambda change: change.is_remark))


def _stages(old: Compilation, new: Compilation) -> Iterator[Change]:
    """Stage by stage from the last one back; what differs in each of them alike is one difference."""
    counts = len(old.programs), len(new.programs)
    if counts[0] != counts[1]:
        yield Change(path="schedule", said=f"{counts[0]} stages -> {counts[1]}")
    pairs = zip(reversed(old.specs), reversed(new.specs), reversed(old.programs), reversed(new.programs), strict=False)
    last: set[Change] = set()
    for number, pair in enumerate(pairs):
        found = list(_whole(*pair))
        stage = f"stage {counts[1] - number}, " if number and counts[0] == counts[1] else ""
        yield from (replace(change, path=f"{stage}{change.path}") for change in found if change not in last)
        last |= set(found)
        if counts[0] != counts[1]:
            return


def _whole(old: Plain, new: Plain, before: Program, after: Program) -> Iterator[Change]:
    """Section by section; those of which nothing special is known are compared as plain data."""
    yield from _changes("seed", old.get("seed", 0), new.get("seed", 0))
    yield from _data(old["data"], new["data"], before, after)
    yield from _networks(old["networks"], new["networks"], before, after)
    yield from _game(old["game"], new["game"], before, after)
    yield from _changes("schedule", _schedule(old, before), _schedule(new, after))
    yield from _changes("export", _export(old, before), _export(new, after))
    compared = {"gancompile", "seed", "data", "networks", "game", "schedule", "export", *REMARKS}
    yield from _changes("", _without(old, compared), _without(new, compared))
    yield from _remarks("", _only(old, REMARKS), _only(new, REMARKS))
    names = [{str(number): phase.name for number, phase in enumerate(p.phases)} for p in (before, after)]
    yield from _remarks("schedule.phase", *(n if len(n) == min(map(len, names)) else {} for n in names))


def _changes(path: str, old: Any, new: Any) -> Iterator[Change]:
    """Plain data, key by key and item by item."""
    if same(old, new):
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*old, *new)):
            here = f"{path}.{key}" if path else key
            if key not in new:
                was = value_text(old[key])
                yield Change(path=here, said=f"removed (it was {was})", old=was, new="")
            elif key not in old:
                added = value_text(new[key])
                yield Change(path=here, said=f"added: {added}", old="", new=added)
            else:
                yield from _changes(here, old[key], new[key])
    elif isinstance(old, list) and isinstance(new, list) and any(isinstance(one, Mapping) for one in (*old, *new)):
        yield from _changes(path, _numbered(old), _numbered(new))
    else:
        yield _change(path, old, new)


def _remarks(path: str, old: Any, new: Any) -> Iterator[Change]:
    yield from (replace(change, is_remark=True) for change in _changes(path, old, new))


def _numbered(items: Sequence[Any]) -> Plain:
    return {str(number): item for number, item in enumerate(items)}


def _only(section: Plain, keys: Sequence[str]) -> Plain:
    return {key: section[key] for key in keys if key in section}


def _without(section: Plain, keys: Any) -> Plain:
    return {key: value for key, value in section.items() if key not in keys}


def _chosen(choice: Any) -> tuple[str, Plain]:
    """A name, or a name with arguments."""
    if isinstance(choice, str):
        return choice, {}
    ((key, arguments),) = choice.items()
    return key, arguments or {}


def _data(old: Plain, new: Plain, before: Program, after: Program) -> Iterator[Change]:
    """Set by set, a single source as the set without a name."""
    sections = [section.get("sets", {"": section}) for section in (old, new)]
    sets = [{one.name: one for one in program.data.sets} for program in (before, after)]
    for name in dict.fromkeys((*sets[0], *sets[1])):
        path = f"data.sets.{name}" if name else "data"
        if name in sets[0] and name in sets[1]:
            yield from _data_set(path, sections[0][name], sections[1][name], sets[0][name], sets[1][name])
        else:
            yield Change(path=path if name else "data.source", said="removed" if name in sets[0] else "added")
    yield from _changes("data.batch", before.data.batch, after.data.batch)


def _data_set(path: str, old: Plain, new: Plain, before: DataSet, after: DataSet) -> Iterator[Change]:
    """The source with its defaults, the steps in their order; where the files are is a remark."""
    sources = [_source(section["source"]) for section in (old, new)]
    kinds = [next(iter(source)) for source in sources]
    if kinds[0] == kinds[1]:
        kind, paths = kinds[0], source_rows()[kinds[0]].paths
        yield from _remarks(f"{path}.source.{kind}", *(_only(source[kind], tuple(paths)) for source in sources))
        sources = [{kind: _without(source[kind], paths)} for source in sources]
        yield from _changes(f"{path}.source", *sources)
    else:
        yield _change(f"{path}.source", *sources)
    yield from _changes(path, _steps(before), _steps(after))
    yield from _changes(path, _order(before), _order(after))
    orders = [list(_steps(one)) for one in (before, after)]
    if orders[0] != orders[1] and sorted(orders[0]) == sorted(orders[1]):
        yield Change(
            path=path, said=f"the steps are taken in another order: {', '.join(orders[0])} -> {', '.join(orders[1])}"
        )


def _steps(one: DataSet) -> Plain:
    return {key: value for step in one.steps for key, value in step.items()}


def _order(one: DataSet) -> Plain:
    labelled = {} if one.labelled is None else {"labelled": one.labelled}
    return {**labelled, "shuffle": one.shuffle, "cache": one.cache}


def _source(choice: Any) -> Plain:
    kind, given = _chosen(choice)
    known = source_rows()[kind].arguments.values() if kind in source_rows() else ()
    return {kind: {row.name: row.default for row in known if row.default is not None} | given}


def _networks(old: Plain, new: Plain, before: Program, after: Program) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        path = f"networks.{name}"
        if name not in new or name not in old:
            yield Change(path=path, said="removed" if name in old else "added")
            continue
        found = network_changes(old[name], new[name], before.network(name), after.network(name))
        yield from (Change(path=f"{path}{at}", said=message, is_remark=remark) for at, message, remark in found)


def _game(old: Plain, new: Plain, before: Program, after: Program) -> Iterator[Change]:
    """Formulas are the same where the values are that the compiler made of them, however they are written and named."""
    players = [{player.name: player for player in program.game.players} for program in (before, after)]
    moved = False
    for name in dict.fromkeys((*old["players"], *new["players"])):
        path = f"game.players.{name}"
        if name not in old["players"] or name not in new["players"]:
            yield Change(path=path, said="removed" if name in old["players"] else "added")
            continue
        pair = old["players"][name], new["players"][name]
        if not _same_objective(players[0][name], players[1][name]):
            moved = True
            yield from _changes(path, *(_formulas(_only(one, FORMULAS)) for one in pair))
        yield from _settings(path, *pair, players[0][name], players[1][name])
    for section in ("draws", "let") if moved else ():
        yield from _changes(f"game.{section}", _formulas(old.get(section, {})), _formulas(new.get(section, {})))
    compared = {"players", "draws", "let", "objective"}
    yield from _changes("game", _without(old, compared), _without(new, compared))


def _same_objective(old: Player, new: Player) -> bool:
    return Counter(_meaning(term.value) for term in old.terms) == Counter(_meaning(term.value) for term in new.terms)


@lru_cache(maxsize=4096)
def _meaning(value: Value) -> str:
    """The value as a text that is the same for sums and products in any order."""
    if isinstance(value, Arithmetic) and value.operator in COMMUTATIVE:
        return f"({value.operator.join(sorted(_operands(value, value.operator)))})"
    parts = [getattr(value, field.name) for field in fields(value) if field.compare]
    return f"{type(value).__name__}({', '.join(_part(part) for part in parts)})"


def _part(part: Any) -> str:
    if isinstance(part, tuple):
        return f"({', '.join(_part(one) for one in part)})"
    return _meaning(part) if isinstance(part, Value) else repr(part)


def _operands(value: Value, operator: str) -> Iterator[str]:
    if isinstance(value, Arithmetic) and value.operator == operator:
        yield from _operands(value.left, operator)
        yield from _operands(value.right, operator)
    else:
        yield _meaning(value)


def _settings(path: str, old: Plain, new: Plain, before: Player, after: Player) -> Iterator[Change]:
    yield from _changes(f"{path}.networks", sorted(before.networks), sorted(after.networks))
    optimizers = [_optimizer(one.get("optimizer", "adam")) for one in (old, new)]
    kinds = [next(iter(one)) for one in optimizers]
    if kinds[0] != kinds[1]:
        yield _change(f"{path}.optimizer", *(one.get("optimizer", "adam") for one in (old, new)))
    else:
        yield from _changes(f"{path}.optimizer", *optimizers)
    compared = {*FORMULAS, "networks", "optimizer", "watch", "source"}
    yield from _changes(path, _without(old, compared), _without(new, compared))
    notes = ("watch", "source")
    yield from _remarks(path, *(_formulas(_only(one, notes)) for one in (old, new)))


def _optimizer(choice: Any) -> Plain:
    kind, given = _chosen(choice)
    return {kind: filled(optimizer_rows()[kind].arguments, given)}


def _formulas(value: Any) -> Any:
    """The same with every formula printed anew, and every penalty with its defaults."""
    match value:
        case dict():
            return {key: _penalties(one) if key == "regularize" else _formulas(one) for key, one in value.items()}
        case str():
            expression = parse_expression(Scalar(value=value, text=value, plain=True), Report())
            return print_expression(expression) if expression is not None else value
    return value


def _penalties(listed: Sequence[Any]) -> Plain:
    """By name, so that their order does not count."""
    made: Plain = {}
    for one in listed:
        kind, given = _chosen(one)
        key = kind if kind not in made else f"{kind}_{len(made)}"
        made[key] = {**penalty_rows()[kind].parameters, **given}
    return made


def _schedule(resolved: Plain, program: Program) -> list[Plain]:
    """The phases with every length in rounds, which is what `steps` counts."""
    written = resolved.get("schedule") or [{} for _ in program.phases]
    return [_phase(phase, one) for phase, one in zip(program.phases, written, strict=True)]


def _phase(phase: Phase, written: Plain) -> Plain:
    turns = value_text([{turn.player: turn.times} for turn in phase.turns])
    return {**_without(written, {*LENGTHS, "phase", "round"}), "steps": phase.rounds, "round": turns}


def _export(resolved: Plain, program: Program) -> Plain:
    roles = {"generator": program.generator, "discriminator": program.discriminator}
    return {**roles, **_without(resolved.get("export") or {}, tuple(ROLES))}
