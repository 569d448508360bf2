"""The page of a name: a layer, an objective, a penalty, an optimizer, a source, a function, a key of the language."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from textwrap import fill
from typing import Any

from gancompile.catalogue import (
    ArgumentRow,
    FunctionRow,
    LayerRow,
    ObjectiveRow,
    ObjectRow,
    PenaltyRow,
    function_rows,
    layer_rows,
    objective_rows,
    optimizer_rows,
    penalty_rows,
)
from gancompile.catalogue.curve_rows import curve_rows
from gancompile.catalogue.feature_network_rows import FeatureNetworkRow, feature_network_rows
from gancompile.catalogue.metric_rows import MetricRow, listed, metric_rows
from gancompile.catalogue.sources import SourceRow, source_rows
from gancompile.catalogue.steps import StepRow, step_rows
from gancompile.catalogue.tracker_rows import TrackerRow, tracker_rows
from gancompile.catalogue.value_rows import constraint_rows, initializer_rows, regularizer_rows
from gancompile.compiler.describe.language_words import WordUse, language_words
from gancompile.compiler.diagnostics.explanation import explanations
from gancompile.compiler.schema.network_schema import composite_layers
from gancompile.compiler.syntax.flow_text import flow_text

WIDTH = 100
PROBABILITY = "D is a probability: a network that ends in a logit goes through a sigmoid."
Entry = tuple[str, str]
"""A heading, and what follows it."""
Rows = Mapping[str, Any]
EntryMaker = Callable[[str, Any], Entry]


def entry_text(name: str) -> list[Entry]:
    """All that has the name: most names are of one thing, a few of two."""
    return [entry_of(name, rows[name]) for rows, entry_of in _groups() if name in rows]


def entry_names() -> list[str]:
    """Every name that has a page."""
    return sorted({name for rows, _ in _groups() for name in rows})


def _groups() -> Iterator[tuple[Rows, EntryMaker]]:
    yield objective_rows(), _objective
    yield penalty_rows(), _penalty
    yield layer_rows(), _layer
    yield composite_layers(), _composite
    yield optimizer_rows(), _object("optimizer", "optimizers")
    yield initializer_rows(), _object("initializer", "initializers")
    yield regularizer_rows(), _object("regularizer", "regularizers")
    yield constraint_rows(), _object("constraint", "constraints")
    yield source_rows(), _source
    yield step_rows(), _step
    yield function_rows(), _function
    yield metric_rows(), _metric
    yield feature_network_rows(), _feature_network
    yield tracker_rows(), _tracker
    yield language_words(), _word


def _objective(name: str, row: ObjectiveRow) -> Entry:
    taken = PROBABILITY if row.takes_probability else "D is a score: any real number."
    sides = [
        f"  {player}: {sense} {side[sense]}"
        for player, side in (("discriminator", row.discriminator), ("generator", row.generator))
        for sense in ("maximize", "minimize")
        if sense in side
    ]
    beside = [
        f"  {key}: {json.dumps(value)}"
        for key, value in row.discriminator.items()
        if key in {"regularize", "constrain"}
    ]
    optimizer = [f"Its optimizer, where the spec names none: {json.dumps(row.optimizer)}"] if row.optimizer else []
    message = [
        _prose(f"{_end(row.title)} {row.use}"),
        taken,
        "\n".join(sides + beside),
        *_numbers(row.parameters),
        *optimizer,
        *_warnings(row),
    ]
    return f"objective {name}", "\n\n".join((*message, _paper(row)))


def _penalty(name: str, row: PenaltyRow) -> Entry:
    beside = [
        *(f"  where {key} = {text}" for key, text in row.let.items()),
        *(f"  where {key} is drawn {how} {of}" for key, settings in row.draw.items() for how, of in settings.items()),
        *(
            f"  and {key} becomes {settings['update']}, from {settings['start']} on"
            for key, settings in row.state.items()
        ),
    ]
    formula = "\n".join((f"  weight * {row.value}", *beside))
    judged = [
        f"`{role}` is {f'the {side} example' if side else 'a value'}{' unless the spec names another' if side else ' that the spec names'}."
        for role, side in row.at.items()
    ]
    judged.append(f"It belongs to the {row.player}; `every: 16` computes it in every 16th round, and times 16 then.")
    message = [
        _prose(f"{_end(row.title)} {row.use}"),
        formula,
        _prose(" ".join(judged)),
        *_numbers(row.parameters),
        *_warnings(row),
    ]
    return f"penalty {name}", "\n\n".join((*message, _paper(row)))


def _warnings(row: ObjectiveRow | PenaltyRow) -> list[str]:
    """The warnings about specs that misuse it."""
    headings = [f"  {explanations()[code].heading}" for code in row.warnings]
    return ["Warnings about its misuse:\n" + "\n".join(headings)] if headings else []


def _layer(name: str, row: LayerRow) -> Entry:
    short = f"`{name}: VALUE` is short for `{name}: {{{row.positional}: VALUE}}`." if row.positional else None
    message = [_prose(row.help), f"{row.module}.{row.keras}", *([short] if short else []), *_arguments(row.arguments)]
    return f"{row.kind} {name}", "\n\n".join(message)


def _composite(name: str, schema: Any) -> Entry:
    rows = [(key, "", one.get("description", "")) for key, one in schema.get("properties", {}).items()]
    return f"layer {name}", "\n\n".join((_prose(schema.get("description", "")), *_list(rows)))


def _object(noun: str, module: str) -> EntryMaker:
    def entry_of(name: str, row: ObjectRow) -> Entry:
        message = [_prose(row.help), f"keras.{module}.{row.keras}", *_arguments(row.arguments)]
        return f"{noun} {name}", "\n\n".join(part for part in message if part)

    return entry_of


def _source(name: str, row: SourceRow) -> Entry:
    rows = [
        (key, "required" if one.required else json.dumps(one.default), one.help) for key, one in row.arguments.items()
    ]
    return f"source {name}", "\n\n".join((_prose(_sentence(row.help)), *_list(rows)))


def _step(name: str, row: StepRow) -> Entry:
    example = f"For example `{name}: {flow_text(row.example)}`."
    return f"step of the data {name}", f"{_prose(_sentence(row.help))}\n\n{_prose(example)}"


def _tracker(name: str, row: TrackerRow) -> Entry:
    use = {
        "always": "Always written.",
        "by_default": f"On, unless the spec says `report: {{{name}: false}}`.",
        "on_request": f"Off, unless the spec says `report: {{{name}: true}}` or gives arguments.",
    }[row.written]
    package = [f"It needs a package: {row.install}"] if row.package else []
    return f"tracker {name}", "\n\n".join((_prose(_sentence(row.help)), use, *package, *_arguments(row.arguments)))


def _metric(name: str, row: MetricRow) -> Entry:
    numbers = [(one.key, f"{one.better} is better" if one.better else "", one.help) for one in row.numbers]
    message = [
        _prose(_end(row.title)),
        _prose(row.help),
        *_list(numbers),
        *(["Its arguments:"] if row.arguments else []),
        *_arguments(row.arguments),
        _prose(f"For {listed(row.samples)}. It stands under `evaluate: {{metrics: [...]}}`."),
        f"Source: {row.source}",
    ]
    return f"metric {name}", "\n\n".join(message)


def _feature_network(name: str, row: FeatureNetworkRow) -> Entry:
    message = [_prose(_sentence(row.help)), *_arguments(row.arguments)]
    use = f"For {listed(row.samples)}. It stands under `evaluate: {{features: ...}}`."
    return f"feature network {name}", "\n\n".join([*message, _prose(use)])


def _function(name: str, row: FunctionRow) -> Entry:
    if row.kind == "elementwise":
        return f"function {name}", f"  {row.written} = {row.help}\n\nElement by element, in a formula of the game."
    return f"function {name}", _prose(f"{row.written}: {row.help}") + "\n\nIn a formula of the game."


def _word(name: str, uses: Sequence[WordUse]) -> Entry:
    places: dict[str, list[str]] = {}
    for use in uses:
        places.setdefault(use.help, []).append(use.place)
    message = [_prose(_sentence(f"in {' and '.join(where)}: {help}")) for help, where in places.items()]
    return f"word {name}", "\n".join(message)


def _arguments(rows: Iterable[ArgumentRow]) -> list[str]:
    return _list([(row.name, "required" if row.required else json.dumps(row.default), _help(row)) for row in rows])


def _curves() -> str:
    return ", ".join(row.key for row in curve_rows().values() if row.form not in {"hold", "state"})


def _help(row: ArgumentRow) -> str:
    scheduled = "schedulable" in str(row.schema.get("$ref"))
    return f"A number, or a curve over the rounds: {_curves()}." if scheduled else row.help


def _list(rows: list[tuple[str, str, str]]) -> list[str]:
    """Names, defaults and help in columns."""
    if not rows:
        return []
    names, defaults = (max(len(row[column]) for row in rows) for column in (0, 1))
    indent = " " * (2 + names + 2 + (defaults + 2 if defaults else 0))
    return ["\n".join(_item(row, names, defaults, indent) for row in rows)]


def _item(row: tuple[str, str, str], names: int, defaults: int, indent: str) -> str:
    head = f"  {row[0]:<{names}}  " + (f"{row[1]:<{defaults}}  " if defaults else "")
    wrapped = fill(row[2], WIDTH, initial_indent=head, subsequent_indent=indent, break_on_hyphens=False)
    return wrapped or head.rstrip()


def _numbers(parameters: Mapping[str, float]) -> list[str]:
    return (
        [f"Its numbers: {', '.join(f'{name} {value:g}' for name, value in parameters.items())}."] if parameters else []
    )


def _paper(row: ObjectiveRow | PenaltyRow) -> str:
    return f"Paper: {row.paper}" + (f", https://arxiv.org/abs/{row.arxiv}" if row.arxiv else "")


def _prose(text: str) -> str:
    return fill(text, WIDTH)


def _end(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _sentence(text: str) -> str:
    return _end(text[:1].upper() + text[1:])
