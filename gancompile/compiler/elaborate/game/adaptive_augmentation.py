"""Adaptive augmentation: a policy without a probability that moves its own, by how sure a critic is of the data that it sees so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace
from typing import cast

from gancompile.catalogue.policy_rows import PolicyRow, policy_rows
from gancompile.compiler.diagnostics import Report, Span
from gancompile.compiler.elaborate.stage import Stage, Stages
from gancompile.compiler.syntax import Entry, Expression, Formula, Mapping, Node, Sequence, word
from gancompile.compiler.syntax.expression import BinaryOperation, Call, Field, Name, NumberLiteral
from gancompile.compiler.syntax.free_name import free_name
from gancompile.compiler.syntax.printer import print_expression
from gancompile.compiler.syntax.substitute import parts, substitute
from gancompile.compiler.syntax.tree import from_plain


def adapt_augmentations(stages: Stages, report: Report) -> Stages:
    """Each stage with the adaptive policies of its game as states, which move at the end of a round.

    p becomes clip(p + batch / images * sign(E[sign(D(augment(x, ada)))] - target), 0, 1): Karras et al. 2020 (arXiv 2006.06676),
    section 3.1.
    """
    return replace(stages, stages=tuple(_stage(stage, report) for stage in stages.stages))


def _stage(stage: Stage, report: Report) -> Stage:
    game = stage.long_form
    if game is None or stage.networks is None or stage.data is None:
        return stage
    for key, row in policy_rows().items():
        if row.images is None or not any(_asks(part, key) for part in _parts(game)):
            continue
        judged = _judged(game, key, stage)
        if judged is None:
            report.add("GC0516", _span_of(game, key), f"`{key}` without a probability follows a network's scores of the data",
                       help=f"apply one to `augment(x, {key})` of a draw of the data, or write a probability: `{key}(0.3)`")  # fmt: skip
            return replace(stage, long_form=None)
        game = _adaptive(game, row, judged, stage.data.batch, stage.networks.keys())
    return replace(stage, long_form=game)


def _asks(part: Expression, policy: str) -> bool:
    """Whether a part of a formula is an augmentation by the policy without a probability."""
    return isinstance(part, Call) and part.function == "augment" and _by(part, policy) is not None


def _by(call: Call, policy: str) -> Name | None:
    return next((one for one in call.arguments[1:] if isinstance(one, Name) and one.name == policy), None)


def _formulas(node: Node) -> Iterator[Formula]:
    match node:
        case Formula():
            yield node
        case Mapping():
            for _, inner in node:
                yield from _formulas(inner)
        case Sequence(items=items):
            for item in items:
                yield from _formulas(item)


def _parts(node: Node) -> Iterator[Expression]:
    for formula in _formulas(node):
        if formula.expression is not None:
            yield from parts(formula.expression)


def _span_of(game: Mapping, policy: str) -> Span:
    calls = (part for part in _parts(game) if isinstance(part, Call) and part.function == "augment")
    return next(found.span for call in calls if (found := _by(call, policy)) is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """The application of a network to augmented data, and whether it gives a probability."""

    score: Expression
    is_probability: bool


def _judged(game: Mapping, policy: str, stage: Stage) -> _Judged | None:
    """What a network says of an augmentation of a draw of the data, in the formulas of the game."""
    seen = set(_augmented_data(game, policy))
    for part in _parts(game):
        call = part.of if isinstance(part, Field) else part
        network = (stage.networks or {}).get(call.function) if isinstance(call, Call) else None
        if network is None or not isinstance(call, Call) or not call.arguments or call.arguments[0] not in seen:
            continue
        if isinstance(part, Field):
            final = next((one.final for one in network.outputs if one.name == part.name), "linear")
            return _Judged(score=part, is_probability=final == "sigmoid")
        if not network.several:
            return _Judged(score=part, is_probability=network.final == "sigmoid")
    return None


def _augmented_data(game: Mapping, policy: str) -> Iterator[Expression]:
    """The augmentations of draws of the data, as they are written and by their names."""
    draws, lets = game.get("draws"), game.get("let")
    listed = draws if isinstance(draws, Mapping) else Mapping(entries=())
    data = {name for name, draw in listed if isinstance(draw, Mapping) and draw.get("data") is not None}
    yield from (part for part in _parts(game) if _is_of(part, policy, data))
    for name, formula in lets if isinstance(lets, Mapping) else ():
        made = formula.expression if isinstance(formula, Formula) else None
        if made is not None and _is_of(made, policy, data):
            yield Name(name=name)


def _is_of(part: Expression, policy: str, data: Set[str]) -> bool:
    """Whether a part of a formula is an augmentation of a draw of the data."""
    if not isinstance(part, Call) or not _asks(part, policy):
        return False
    first = part.arguments[0]
    return isinstance(first, Name) and first.name in data


def _adaptive(game: Mapping, row: PolicyRow, judged: _Judged, batch: int, networks: Iterable[str]) -> Mapping:
    """The game with the policy's probability as a state."""
    taken = {
        key
        for section in ("draws", "let", "state")
        if isinstance(node := game.get(section), Mapping)
        for key, _ in node
    }
    name = free_name(f"{row.key}_p", {*taken, *networks}.__contains__)
    span = _span_of(game, row.key)

    def probable(node: Expression) -> Expression | None:
        if not isinstance(node, Call) or not _asks(node, row.key):
            return None
        given = (
            Call(function=row.key, arguments=(Name(name=name, span=one.span),), span=one.span)
            if isinstance(one, Name) and one.name == row.key
            else one
            for one in node.arguments[1:]
        )
        return replace(node, arguments=(substitute(node.arguments[0], probable), *given))

    update = _update(row, name, substitute(judged.score, probable), judged.is_probability, batch)
    entries = (
        Entry(key=word("start", span), value=from_plain(0, span)),
        Entry(key=word("update", span), value=Formula(expression=update, text=print_expression(update), span=span)),
    )
    changed = cast(Mapping, _changed(game, probable))
    states = changed.get("state")
    written = states.entries if isinstance(states, Mapping) else ()
    made = Mapping(
        entries=(*written, Entry(key=word(name, span), value=Mapping(entries=entries, span=span))), span=span
    )
    if isinstance(states, Mapping):
        return changed.with_value("state", made)
    return replace(changed, entries=(*changed.entries, Entry(key=word("state", span), value=made)))


def _changed(node: Node, probable: Callable[[Expression], Expression | None]) -> Node:
    """A tree with its formulas changed."""
    match node:
        case Formula(expression=expression) if expression is not None:
            made = substitute(expression, probable)
            return node if made == expression else replace(node, expression=made, text=print_expression(made))
        case Mapping(entries=entries):
            return replace(node, entries=tuple(replace(one, value=_changed(one.value, probable)) for one in entries))
        case Sequence(items=items):
            return replace(node, items=tuple(_changed(item, probable) for item in items))
    return node


def _update(row: PolicyRow, name: str, score: Expression, is_probability: bool, batch: int) -> Expression:
    """What the probability becomes at the end of a round."""

    def call(function: str, *arguments: Expression) -> Expression:
        return Call(function=function, arguments=arguments, brackets=function == "E")

    def joined(operator: str, left: Expression, right: Expression) -> Expression:
        return BinaryOperation(operator=operator, left=left, right=right)  # type: ignore[arg-type]

    logit = joined("-", score, NumberLiteral(value=0.5)) if is_probability else score
    sureness = call("E", call("mean", call("sign", logit)))
    direction = call("sign", joined("-", sureness, NumberLiteral(value=row.target)))
    speed = NumberLiteral(value=float(f"{batch / (row.images or 1):.6g}"))
    moved = joined("+", Name(name=name), joined("*", speed, direction))
    return call("clip", moved, NumberLiteral(value=0), NumberLiteral(value=1))
