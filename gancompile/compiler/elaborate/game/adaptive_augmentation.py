"""Adaptive augmentation: a policy without a probability that moves its own, by how sure a critic is of the data that it sees so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace
from typing import cast

from gancompile.catalogue.policy_rows import PolicyRow, policy_groups, policy_rows
from gancompile.compiler.diagnostics import Report, Span
from gancompile.compiler.elaborate.stage import Stage, Stages
from gancompile.compiler.syntax import Entry, Expression, Formula, Mapping, Node, Scalar, Sequence, word
from gancompile.compiler.syntax.expression import BinaryOperation, Call, Field, Name, NumberLiteral
from gancompile.compiler.syntax.free_name import free_name
from gancompile.compiler.syntax.printer import print_expression
from gancompile.compiler.syntax.substitute import parts, substitute
from gancompile.compiler.syntax.tree import from_plain

SCORES = frozenset({"linear", "sigmoid"})
"""The final activations of outputs that say how real an image is."""


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
            message = f"`{key}` without a probability follows a score that a network gives the data"
            help = f"apply a network with one score to `augment(x, {key})`, x drawn from the data, or write a probability: `{key}(0.3)`"
            report.add("GC0516", _span_of(game, key), message, help=help)
            return replace(stage, long_form=None)
        game = _adaptive(game, row, judged, _batch(stage.tree.root, stage.data.batch), stage.networks.keys())
    return replace(stage, long_form=game)


def _batch(root: Mapping, batch: int) -> int:
    """The images of a round: of the phases where those agree, else of the data."""
    schedule = root.get("schedule")
    phases = schedule.items if isinstance(schedule, Sequence) else ()
    own = [phase.get("batch") for phase in phases if isinstance(phase, Mapping)]
    found = {one.value if isinstance(one, Scalar) and isinstance(one.value, int) else batch for one in own}
    return found.pop() if len(found) == 1 else batch


def _asks(part: Expression, policy: str) -> bool:
    """Whether a part of a formula is an augmentation by the policy without a probability."""
    return isinstance(part, Call) and part.function == "augment" and _by(part, policy) is not None


def _by(call: Call, policy: str) -> Name | None:
    """The argument that is the policy, or a group with it, without a probability."""
    return next((one for one in call.arguments[1:] if isinstance(one, Name) and one.name in _names(policy)), None)


def _names(policy: str) -> Set[str]:
    """The policy and the groups that have it."""
    return {policy, *(group for group, policies in policy_groups().items() if policy in policies)}


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
    """The score that a network gives an augmentation of a draw of the data in the formulas of the game: one number, or a map of them."""
    seen = set(_augmented_data(game, policy))
    for part in _parts(game):
        call = part.of if isinstance(part, Field) else part
        network = (stage.networks or {}).get(call.function) if isinstance(call, Call) else None
        if network is None or not isinstance(call, Call) or seen.isdisjoint(call.arguments):
            continue
        if network.several and not isinstance(part, Field):
            continue
        name = part.name if isinstance(part, Field) else network.outputs[0].name
        output = next((one for one in network.outputs if one.name == name), None)
        # Classes and embeddings are no scores.
        if output is not None and output.final in SCORES and output.shape[-1] == 1:
            return _Judged(score=part, is_probability=output.final == "sigmoid")
    return None


def _augmented_data(game: Mapping, policy: str) -> Iterator[Expression]:
    """The augmentations of draws of the data, as they are written and by their names."""
    draws, lets = game.get("draws"), game.get("let")
    listed = draws if isinstance(draws, Mapping) else Mapping(entries=())
    data = {name for name, draw in listed if isinstance(draw, Mapping) and draw.get("data") is not None}
    named = (
        [(name, made.expression) for name, made in lets if isinstance(made, Formula)]
        if isinstance(lets, Mapping)
        else []
    )
    for name, made in named:
        if isinstance(made, Call) and made.function == "augment" and _is_of_data(made, data):
            data.add(name)
    yield from (part for part in _parts(game) if _is_of(part, policy, data))
    yield from (Name(name=name) for name, made in named if made is not None and _is_of(made, policy, data))


def _is_of(part: Expression, policy: str, data: Set[str]) -> bool:
    """Whether a part of a formula is an augmentation of a draw of the data."""
    return isinstance(part, Call) and _asks(part, policy) and _is_of_data(part, data)


def _is_of_data(call: Call, data: Set[str]) -> bool:
    """Whether the first argument of a call is a draw of the data, or an augmentation of one."""
    first = call.arguments[0] if call.arguments else None
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
            Call(function=one.name, arguments=(Name(name=name, span=one.span),), span=one.span)
            if isinstance(one, Name) and one.name in _names(row.key)
            else one
            for one in node.arguments[1:]
        )
        return replace(node, arguments=(substitute(node.arguments[0], probable), *given))

    update = _update(row, name, substitute(judged.score, probable), judged.is_probability, batch)
    formula = Formula(expression=update, text=print_expression(update), span=span)
    state = cast(Mapping, from_plain({name: {"start": 0, "update": formula}}, span))
    changed = cast(Mapping, _changed(game, probable))
    states = changed.get("state")
    if isinstance(states, Mapping):
        return changed.with_value("state", Mapping(entries=(*states.entries, *state.entries), span=span))
    return replace(changed, entries=(*changed.entries, Entry(key=word("state", span), value=state)))


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
