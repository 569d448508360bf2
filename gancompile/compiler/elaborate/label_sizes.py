"""The sizes that a game gives to labels, against the labels that the data has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gancompile.catalogue.sources import FieldFacts
from gancompile.compiler.diagnostics import Mark, Report, Span
from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.network import LayerNode, Network
from gancompile.compiler.ir.program import DataPlan
from gancompile.compiler.ir.value import CrossEntropy, Draw, OneHot, Value, shape_of, walk

ROWS = {"embedding": "input_dim", "category_encoding": "num_tokens"}
"""The argument of a layer that counts classes, where it is not called `classes`."""


def check_label_sizes(networks: Sequence[Network], game: Game, data: DataPlan, report: Report) -> None:
    """Every layer and every formula that takes labels must have a place for each of them."""
    for network in networks:
        for layer in network.layers:
            _check_layer(layer, network, data, report)
    seen: set[tuple[Span, str]] = set()
    for value in (value for player in game.players for term in player.terms for value in walk(term.value)):
        for what, name, size, span in _sized(value):
            if (span, name) not in seen:
                seen.add((span, name))
                _check(what, name, size, span, data.facts.fields[name], None, None, report)


def _check_layer(layer: LayerNode, network: Network, data: DataPlan, report: Report) -> None:
    argument = ROWS.get(layer.kind, "classes")
    size = next((one.value for one in layer.arguments if one.name == argument), None)
    if not isinstance(size, int):
        return
    for source in (network.inputs[index] for index in layer.inputs if index < len(network.inputs)):
        facts = data.facts.fields.get(source.data_field or "")
        if source.data_field and facts is not None and not facts.shape:
            what = f"this {layer.kind} has {size} {'rows' if layer.kind == 'embedding' else 'classes'}"
            mark = Mark(span=source.span, label=_label(facts))
            _check(what, source.data_field, size, layer.span, facts, argument, mark, report)


def _sized(value: Value) -> Iterator[tuple[str, str, int, Span]]:
    """What a formula gives a size to, the field of the labels, the size, the span."""
    match value:
        case OneHot(of=Draw(data_field=str(name)), depth=depth):
            yield f"this vector has {depth} numbers", name, depth, value.span
        case CrossEntropy(labels=Draw(data_field=str(name)) as labels, logits=logits) if shape_of(labels) == ():
            shape = shape_of(logits)
            if shape and isinstance(shape[-1], int):
                yield f"there are {shape[-1]} logits", name, shape[-1], value.span


def _check(
    what: str,
    name: str,
    size: int,
    span: Span,
    facts: FieldFacts,
    argument: str | None,
    mark: Mark | None,
    report: Report,
) -> None:
    marks = () if mark is None else (mark,)
    if facts.classes is not None and size < facts.classes:
        report.add(
            "GC0510", span, f"{what}, but `{name}` has {_counted(facts)}", marks=marks, help=_help(facts, argument)
        )
    elif facts.low is not None and facts.low < 0:
        message = f"`{name}` has {_counted(facts)}, and a class is a number from 0 on"
        report.add("GC0510", span, message, marks=marks, help=_help(facts, None))


def _counted(facts: FieldFacts) -> str:
    """The labels of a field, for a message."""
    return f"labels from {facts.low:g} to {facts.high:g}" if facts.low else f"{facts.classes} classes"


def _label(facts: FieldFacts) -> str:
    return f"this holds {_counted(facts)}"


def _help(facts: FieldFacts, argument: str | None) -> str:
    ways = [f"write `{argument}: {facts.classes}`"] if argument else []
    if facts.values is not None and len(facts.values) < (facts.classes or 2**31):
        ways.append(f"`renumber: true` under `data` makes them 0 to {len(facts.values) - 1}")
    return ", or ".join(ways) or f"make room for {facts.classes} classes"
