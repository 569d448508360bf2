"""Expansion of a named objective: the short form of a game becomes draws, values and players with formulas."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace
from typing import Any

from gancompile.catalogue import ObjectiveRow, objective_rows, penalty_rows
from gancompile.catalogue.sources import SourceFacts
from gancompile.compiler.diagnostics import Mark, Report, Span, did_you_mean
from gancompile.compiler.elaborate.formulas.parse import catalogue_formula
from gancompile.compiler.elaborate.game.fitting_shape import fitting_shape
from gancompile.compiler.elaborate.roles import ROLES, player_of_role
from gancompile.compiler.elaborate.stage import Stage, Stages
from gancompile.compiler.ir.network import InputNode, Network, same_shape
from gancompile.compiler.shapes import print_shape
from gancompile.compiler.syntax import Entry, Expression, Formula, Mapping, Node, Scalar, Sequence, to_plain, word
from gancompile.compiler.syntax.choice import chosen
from gancompile.compiler.syntax.expression import Call, Name, NumberLiteral
from gancompile.compiler.syntax.printer import print_expression
from gancompile.compiler.syntax.substitute import substitute
from gancompile.compiler.syntax.tree import from_plain

DEFAULT_OPTIMIZER = {"adam": {"learning_rate": 2.0e-4, "beta_1": 0.5}}
PROBABILITY, LOGIT = "sigmoid", "linear"


def expand_objectives(stages: Stages, report: Report) -> Stages:
    """Each stage with its game in the long form."""
    made = [replace(one, long_form=_long_form_of(one, report)) for one in stages.stages]
    return replace(stages, stages=tuple(made))


def _long_form_of(stage: Stage, report: Report) -> Mapping | None:
    """None where the game is broken, or something that it stands on."""
    root = stage.tree.root
    section, key = root.get("game"), root.key("game")
    if stage.data is None or stage.networks is None or not stage.tree.is_valid("game"):
        return None
    if not isinstance(section, Mapping) or key is None:
        return None
    return _long_form(key, section, stage.networks, stage.data.facts, report)


def _long_form(
    key: Scalar, section: Mapping, networks: Dict[str, Network], facts: SourceFacts, report: Report
) -> Mapping | None:
    """The long form of a `game` section; a section without `objective` is long already, but for an optimizer for all players."""
    objective = section.get("objective")
    if objective is None and section.get("players") is None:
        message = "the game says neither an `objective` nor `players`"
        report.add("GC0504", key.span, message, help="name one, such as `objective: non_saturating`, or list `players`")
        return None
    if objective is None:
        return _long_already(section, report)
    players = [player_of_role(section, role, networks, report) for role in ROLES]
    if None in players:
        return None
    generator, discriminator = (networks[name] for name in players if name is not None)
    kind, arguments = chosen(objective)
    row = objective_rows()[kind]
    given = dict(row.parameters) | (to_plain(arguments) if isinstance(arguments, Mapping) else {})  # type: ignore[operator]
    roles = _roles(section, generator, discriminator, row, facts, report)
    if roles is None or not _players_play(section, roles, report):
        return None
    writer = _Writer(roles=roles, row=row, parameters=given, span=objective.span)
    return writer.long_form(section)


def _long_already(section: Mapping, report: Report) -> Mapping | None:
    """The section with its optimizer given to every player that has none; what only an objective can distribute is reported."""
    before = len(report.diagnostics)
    for name in ("average", "regularize"):
        key = section.key(name)
        if key is not None:
            message = f"`{name}` stands beside `players`, where it is known for none of them"
            report.add("GC0511", key.span, message, help="put it under the player that it is for")
    players = section.get("players")
    failed = len(report.diagnostics) > before
    if failed or not isinstance(players, Mapping):
        return None if failed else section
    given = [Entry(key=word("optimizer", players.span), value=from_plain(DEFAULT_OPTIMIZER, players.span))]
    given = [*(e for e in section.entries if e.key.text in FOR_ALL), *given]
    made = [
        replace(e, value=_with_defaults(e.value, given)) if isinstance(e.value, Mapping) else e for e in players.entries
    ]
    kept = [e for e in section.entries if e.key.text not in {*FOR_ALL, "players"}]
    key = section.key("players") or word("players", players.span)
    return replace(section, entries=(*kept, Entry(key=key, value=replace(players, entries=tuple(made)))))


FOR_ALL = ("optimizer", "clip_gradients", "accumulate")
"""What may stand beside `players`, for those that do not say it themselves."""


def _with_defaults(player: Mapping, given: Iterable[Entry]) -> Mapping:
    """The player with the first entry of each key that it does not have."""
    for entry in given:
        if player.get(entry.key.text) is None:
            player = replace(player, entries=(*player.entries, entry))
    return player


def _players_play(section: Mapping, roles: _Roles, report: Report) -> bool:
    """Whether `players` beside an objective are its own two, or have an objective of their own; others are reported."""
    known = (roles.discriminator, roles.generator)
    players = section.get("players")
    for entry in players.entries if isinstance(players, Mapping) else ():
        node = entry.value
        own = isinstance(node, Mapping) and (node.get("maximize") is not None or node.get("minimize") is not None)
        if entry.key.text not in known and not own:
            hint = did_you_mean(entry.key.text, known)
            message = f"the objective has no player `{entry.key.text}`"
            report.add("GC0301", entry.key.span, message, label=hint, help=f"its players are {' and '.join(known)}")
            return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Roles:
    """Who plays what. conditions: the further arguments of the discriminator. wrap: what makes a probability of its output."""

    generator: str
    discriminator: str
    draws: Dict[str, Any]
    example: str
    generator_arguments: tuple[str, ...]
    conditions: tuple[str, ...]
    wrap: str | None


def _roles(
    section: Mapping, generator: Network, discriminator: Network, row: ObjectiveRow, facts: SourceFacts, report: Report
) -> _Roles | None:
    example = discriminator.inputs[0]
    field = example.data_field or (example.name if example.name in facts.fields else _example(example, facts))
    if not _fit(generator, discriminator, field, facts, report):
        return None
    draws: dict[str, Any] = {example.name: {"data": field}}
    by_field = {field: example.name}
    conditions = []
    for node in discriminator.inputs[1:]:
        if not _bind(node, draws, by_field, facts, discriminator, report):
            return None
        conditions.append(by_field[node.data_field or node.name])
    arguments = []
    for node in generator.inputs:
        if node.data_field or node.name in facts.fields:
            if not _bind(node, draws, by_field, facts, generator, report):
                return None
            arguments.append(by_field[node.data_field or node.name])
        else:
            name = node.name if node.name not in draws else f"{generator.name}_{node.name}"
            draws[name] = {"normal": list(node.shape)}
            arguments.append(name)
    for network in (generator, discriminator):
        if network.several:
            message = f"`{network.name}` has several outputs, but objective `{row.key}` takes the one of each network"
            report.add("GC0512", network.span, message, help="write the game in its long form, with `players`")
            return None
    if discriminator.shape not in {(), (1,)}:
        report.add(
            "GC0512",
            discriminator.end,
            f"`{discriminator.name}` ends with {print_shape(discriminator.shape)}, "
            f"but objective `{row.key}` takes one number per example",
            help="end it with `flatten` and `dense: 1`",
        )
        return None
    if not row.takes_probability and discriminator.final in {PROBABILITY, "tanh"}:
        report.add(
            "GW0503",
            discriminator.end,
            f"objective `{row.key}` takes a score, any real number, but `{discriminator.name}` ends in {discriminator.final}",
            help="leave the last activation out",
        )
    if discriminator.final not in {PROBABILITY, LOGIT} and row.takes_probability:
        report.add(
            "GC0502",
            discriminator.end,
            f"objective `{row.key}` takes the output of `{discriminator.name}` for a probability, but it ends in {discriminator.final}",
            help="end it with `dense: 1`, a logit, or with `dense: {units: 1, activation: sigmoid}`",
        )
        return None
    return _Roles(
        generator=generator.name, discriminator=discriminator.name, draws=draws, example=example.name,
        generator_arguments=tuple(arguments), conditions=tuple(conditions),
        wrap="sigmoid" if row.takes_probability and discriminator.final == LOGIT else None,
    )  # fmt: skip


def _example(node: InputNode, facts: SourceFacts) -> str:
    """The field that an input without one judges: the first of its shape, or else the first of all."""
    alike = (name for name, field in facts.fields.items() if field.shape and same_shape(field.shape, node.shape))
    return next(alike, next(iter(facts.fields)))


def _fit(generator: Network, discriminator: Network, field: str, facts: SourceFacts, report: Report) -> bool:
    """Whether data and generator have the shape of the discriminator's input."""
    example, given = discriminator.inputs[0], facts.fields[field]
    if not given.shape and given.classes is not None:
        message = f"`{discriminator.name}` judges `{field}`, which holds labels: its first input is the example"
        report.add("GC0412", example.span, message, help="put labels behind it: `{x: data.image, y: data.label}`")
        return False
    if not same_shape(example.shape, given.shape):
        message = (
            f"`{discriminator.name}` takes {print_shape(example.shape)} for `{example.name}`, "
            f"but `{field}` of the data has {print_shape(given.shape)}"
        )
        report.add(
            "GC0412", example.span, message, help=f"`{example.name}: data.{field}` takes the shape that the data has"
        )
        return False
    if generator.several or same_shape(example.shape, generator.shape):
        return True
    shape, wanted = print_shape(generator.shape), print_shape(example.shape)
    report.add(
        "GC0412",
        generator.end,
        f"`{generator.name}` makes {shape}, but `{discriminator.name}` takes {wanted} for `{example.name}`",
        label=f"it ends here with {shape}",
        marks=(Mark(span=example.span, label=f"it takes {wanted}"),),
        help=fitting_shape(generator.shape, example.shape),
    )
    return False


def _bind(
    node: InputNode,
    draws: dict[str, Any],
    by_field: dict[str, str],
    facts: SourceFacts,
    network: Network,
    report: Report,
) -> bool:
    """Gives an input of labels or the like its draw from the data; the same field is one draw for both networks."""
    field = node.data_field or (node.name if node.name in facts.fields else None)
    if field is None:
        report.add(
            "GC0503",
            node.span,
            f"it is not known what goes into input `{node.name}` {print_shape(node.shape)} of `{network.name}`",
            help=f"take it from the data: `{node.name}: data.FIELD`, with one of {', '.join(facts.fields)}",
        )
        return False
    if field not in by_field:
        by_field[field] = node.name
        draws[node.name] = {"data": field}
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    """Writes the long form. Everything that it makes stands, for a diagnostic, where the objective is named."""

    roles: _Roles
    row: ObjectiveRow
    parameters: Dict[str, Any]
    span: Span

    def long_form(self, section: Mapping) -> Mapping:
        roles = self.roles
        arguments = tuple(Name(name=name) for name in roles.generator_arguments)
        lets = {"fake": self._written(Call(function=roles.generator, arguments=arguments))}
        players = Mapping(
            entries=(
                self._entry(
                    roles.discriminator, self._player(section, self.row.discriminator, roles.discriminator, watch=True)
                ),
                self._entry(roles.generator, self._player(section, self.row.generator, roles.generator, watch=False)),
            ),
            span=self.span,
        )
        made = {
            "draws": _merged(from_plain(dict(roles.draws), self.span), section.get("draws"), 0),
            "let": _merged(from_plain(lets, self.span), section.get("let"), 0),
            **({"state": state} if (state := self._state(section)) is not None else {}),
            "players": _merged(players, section.get("players"), 1),
        }
        return Mapping(entries=tuple(self._entry(key, node) for key, node in made.items()), span=section.span)

    def _state(self, section: Mapping) -> Node | None:
        """The states of the objective and of the spec; None where there are none."""
        own = {k: {**settings, "update": self._formula(settings["update"])} for k, settings in self.row.state.items()}
        written = section.get("state")
        return _merged(from_plain(own, self.span), written, 0) if own or written is not None else None

    def _entry(self, key: str, value: Node) -> Entry:
        return Entry(key=word(key, self.span), value=value)

    def _player(self, section: Mapping, side: Dict[str, Any], network: str, *, watch: bool) -> Mapping:
        """One player, with the game's settings: penalties for the discriminator, averages for the generator."""
        entries = [self._entry("networks", from_plain([network], self.span))]
        for sense in ("maximize", "minimize"):
            if sense in side:
                entries.append(self._entry(sense, from_plain(self._formula(side[sense]), self.span)))
        penalties = [from_plain(self._penalty(one), self.span) for one in side.get("regularize", [])]
        written = section.get("regularize")
        for item in written.items if isinstance(written, Sequence) else ():
            if getattr(self.roles, penalty_rows()[chosen(item)[0]].player) == network:
                penalties.append(self._placed(item))
        if penalties:
            entries.append(self._entry("regularize", Sequence(items=tuple(penalties), span=self.span)))
        if "constrain" in side:
            entries.append(self._entry("constrain", from_plain(self._filled(side["constrain"]), self.span)))
        written = section.get("optimizer")
        entries.append(
            self._entry("optimizer", written or from_plain(dict(self.row.optimizer or DEFAULT_OPTIMIZER), self.span))
        )
        for key in ("clip_gradients", "accumulate"):
            given = section.get(key)
            if given is not None:
                entries.append(self._entry(key, given))
        average = section.get("average")
        if network == self.roles.generator and average is not None:
            entries.append(self._entry("average", average))
        if watch:
            watched = {name: self._formula(text) for name, text in self.row.watch.items()}
            entries.append(self._entry("watch", from_plain(watched, self.span)))
        entries.append(self._entry("source", from_plain(self.row.paper, self.span)))
        return Mapping(entries=tuple(entries), span=self.span)

    def _penalty(self, one: Dict[str, Any]) -> dict[str, Any]:
        ((key, given),) = one.items()
        return {key: self._places(key, self._filled(given))}

    def _placed(self, item: Node) -> Node:
        """A penalty of the spec with the values at which it is evaluated."""
        key, given = chosen(item)
        written = given.entries if isinstance(given, Mapping) else ()
        known = {entry.key.text for entry in written}
        added = [self._entry(k, from_plain(v, self.span)) for k, v in self._places(key, {}).items() if k not in known]
        name = item.entries[0].key if isinstance(item, Mapping) else word(key, item.span)
        return Mapping(
            entries=(Entry(key=name, value=Mapping(entries=(*written, *added), span=item.span)),), span=item.span
        )

    def _places(self, key: str, given: dict[str, Any]) -> dict[str, Any]:
        names = {"real": self.roles.example, "fake": "fake"}
        return {**{role: names[side] for role, side in penalty_rows()[key].at.items() if side is not None}, **given}

    def _filled(self, arguments: Dict[str, Any]) -> dict[str, Any]:
        """Arguments of an entry, with the objective's parameters instead of `${name}`."""
        return {
            k: self.parameters[v[2:-1]] if isinstance(v, str) and v.startswith("${") else v
            for k, v in arguments.items()
        }

    def _formula(self, text: str) -> Formula:
        """A formula of the catalogue, in the names of the spec."""
        return self._written(self._cast(catalogue_formula(text)))

    def _written(self, expression: Expression) -> Formula:
        return Formula(expression=expression, text=print_expression(expression), span=self.span)

    def _cast(self, node: Expression) -> Expression:
        """The formula with its roles played by the spec's own networks and draws."""
        conditions = tuple(Name(name=name) for name in self.roles.conditions)

        def change(part: Expression) -> Expression | None:
            match part:
                case Name(name="real"):
                    return Name(name=self.roles.example)
                case Name(name=name) if name in self.parameters:
                    return NumberLiteral(value=self.parameters[name])
                case Call(function="D", arguments=arguments):
                    first = (substitute(argument, change) for argument in arguments)
                    judged = Call(function=self.roles.discriminator, arguments=(*first, *conditions))
                    return Call(function=self.roles.wrap, arguments=(judged,)) if self.roles.wrap else judged
            return None

        return substitute(node, change)


def _merged(base: Node, over: Node | None, depth: int) -> Node:
    """The base with the entries of `over` put in its place, or, down to a depth, merged into it."""
    if not isinstance(base, Mapping) or not isinstance(over, Mapping):
        return over if over is not None else base
    entries = {entry.key.text: entry for entry in base.entries}
    if over.get("maximize") is not None or over.get("minimize") is not None:
        # An objective of the player's own takes the place of the named one, whichever way it goes.
        entries = {key: entry for key, entry in entries.items() if key not in {"maximize", "minimize", "source"}}
    for entry in over.entries:
        old = entries.get(entry.key.text)
        value = _merged(old.value, entry.value, depth - 1) if old and depth > 0 else entry.value
        entries[entry.key.text] = Entry(key=entry.key, value=value)
    return Mapping(entries=tuple(entries.values()), span=over.span)
