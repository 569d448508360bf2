"""The long form of the `game` section: draws, values, players and what each of them minimizes."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field

from gancompile.compiler.catalogue import optimizer_rows, penalty_rows
from gancompile.compiler.data import SourceFacts
from gancompile.compiler.diagnostics import Mark, Report, Span, did_you_mean
from gancompile.compiler.elaborate.data import chosen
from gancompile.compiler.elaborate.formula import Scope, total
from gancompile.compiler.elaborate.names import check_name
from gancompile.compiler.ir.game import Average, Clip, Game, Let, Optimizer, Player, Ramp, Setting, Term
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.value import Arithmetic, Draw, Negate, Number, Value, shape_of
from gancompile.compiler.syntax import Expression, Mapping, Node, Scalar, Sequence, parse_expression, to_plain
from gancompile.compiler.syntax.expression import BinaryOperation, Call, Name, Negation
from gancompile.compiler.syntax.printer import print_expression


def elaborate_game(section: Mapping, networks: Dict[str, Network], facts: SourceFacts, report: Report) -> Game | None:
    """The typed game, or None where a part of it cannot be read. Ramps run over 0 rounds until the schedule is known."""
    reader = _GameReader(networks=networks, facts=facts, report=report)
    return reader.read(section)


@dataclass(slots=True, kw_only=True)
class _GameReader:
    networks: Dict[str, Network]
    facts: SourceFacts
    report: Report
    names: dict[str, Value] = field(default_factory=dict)
    lets: list[Let] = field(default_factory=list)

    def read(self, section: Mapping) -> Game | None:
        before = len(self.report.diagnostics)
        draws = section.get("draws")
        for entry in draws.entries if isinstance(draws, Mapping) else ():
            draw = self._draw(entry.key, entry.value)
            if draw is not None:
                self.names[entry.key.text] = draw
        lets = section.get("let")
        for entry in lets.entries if isinstance(lets, Mapping) else ():
            if not self._let(entry.key, entry.value):
                # What follows from a name without a value is not told.
                return None
        if len(self.report.diagnostics) > before:
            return None
        section_players = section.get("players")
        if not isinstance(section_players, Mapping) or not section_players.entries:
            key = section.key("players")
            self.report.add(
                "GC0504",
                key.span if key else section.span,
                "the game has no players",
                help="name an `objective`, or list `players` with what each minimizes",
            )
            return None
        players = [
            self._player(entry.key, entry.value)
            for entry in section_players.entries
            if isinstance(entry.value, Mapping)
        ]
        found = [player for player in players if player is not None]
        self._check_owners(found)
        if len(found) < len(players):
            return None
        return Game(
            draws=tuple(v for v in self.names.values() if isinstance(v, Draw)),
            lets=tuple(self.lets),
            players=tuple(found),
        )

    def _draw(self, key: Scalar, node: Node) -> Draw | None:
        if not check_name(key, "a draw", self.report):
            return None
        given = dict(node) if isinstance(node, Mapping) else {}
        kinds = [kind for kind in ("data", "normal", "uniform") if kind in given]
        if len(kinds) != 1:
            self.report.add(
                "GC0505",
                key.span,
                f"draw `{key.text}` must be one of data, normal, uniform, but is {' and '.join(kinds) or 'none of them'}",
            )
            return None
        if kinds[0] == "data":
            return self._data_draw(key, given["data"])
        plain = to_plain(given[kinds[0]])
        assert isinstance(plain, list)
        bounds = {
            side: float(node.value)
            for side, node in given.items()
            if isinstance(node, Scalar) and isinstance(node.value, int | float)
        }
        return Draw(
            name=key.text,
            shape=tuple(plain),
            distribution=kinds[0],
            low=bounds.get("low", -1.0),
            high=bounds.get("high", 1.0),
            span=key.span,
        )

    def _data_draw(self, key: Scalar, node: Node) -> Draw | None:
        name = node.text if isinstance(node, Scalar) else ""
        if name not in self.facts.fields:
            self.report.add(
                "GC0301",
                node.span,
                f"the data has no field `{name}`",
                label=did_you_mean(name, self.facts.fields),
                help=f"it has {', '.join(self.facts.fields)}",
            )
            return None
        found = self.facts.fields[name]
        return Draw(
            name=key.text, shape=found.shape, distribution="data", dtype=found.dtype, data_field=name, span=key.span
        )

    def _let(self, key: Scalar, node: Node) -> bool:
        if key.text in self.names:
            self.report.add("GC0306", key.span, f"the name `{key.text}` is taken by a draw or a value before it")
            return False
        if not check_name(key, "a value", self.report):
            return False
        expression = self._parsed(node)
        value = self._scope().type_formula(expression, self.report) if expression else None
        if value is None or expression is None:
            return False
        self.names[key.text] = value
        self.lets.append(Let(name=key.text, value=value, written=print_expression(expression)))
        return True

    def _scope(self, extra: Dict[str, Value] | None = None) -> Scope:
        return Scope(networks=self.networks, names={**self.names, **(extra or {})})

    def _parsed(self, node: Node) -> Expression | None:
        return parse_expression(node, self.report) if isinstance(node, Scalar) else None

    def _player(self, key: Scalar, section: Mapping) -> Player | None:
        if not check_name(key, "a player", self.report):
            return None
        owned = self._owned(key, section)
        senses = [sense for sense in ("maximize", "minimize") if section.get(sense) is not None]
        if len(senses) != 1:
            what = "both maximizes and minimizes" if senses else "neither maximizes nor minimizes anything"
            self.report.add(
                "GC0506", key.span, f"player `{key.text}` {what}", help="give it one of `maximize` and `minimize`"
            )
            return None
        written = self._written_terms(section.get(senses[0]))
        terms = self._terms(written, negated=senses[0] == "maximize")
        penalties = self._penalties(section.get("regularize"), owned or (), written)
        watch = self._terms(self._written_terms(section.get("watch")), negated=False)
        if owned is None or terms is None or penalties is None or watch is None:
            return None
        average, constrain = section.get("average"), section.get("constrain")
        source = section.get("source")
        return Player(
            name=key.text,
            networks=owned,
            terms=(*terms, *penalties),
            maximizes=senses[0] == "maximize",
            optimizer=self._optimizer(section.get("optimizer")),
            average=Average(decay=_number(average, "decay")) if isinstance(average, Mapping) else None,
            constrain=Clip(limit=_number(constrain, "clip")) if isinstance(constrain, Mapping) else None,
            watch=watch,
            source=source.text if isinstance(source, Scalar) else None,
            span=key.span,
        )

    def _owned(self, key: Scalar, section: Mapping) -> tuple[str, ...] | None:
        listed = section.get("networks")
        if not isinstance(listed, Sequence):
            if key.text in self.networks:
                return (key.text,)
            self.report.add(
                "GC0507", key.span, f"player `{key.text}` owns no network", help="list what it moves: `networks: [...]`"
            )
            return None
        unknown = [item for item in listed.items if isinstance(item, Scalar) and item.text not in self.networks]
        for item in unknown:
            self.report.add(
                "GC0301",
                item.span,
                f"there is no network `{item.text}`",
                label=did_you_mean(item.text, self.networks),
                help=f"`networks` has {', '.join(self.networks)}",
            )
        return None if unknown else tuple(item.text for item in listed.items if isinstance(item, Scalar))

    def _written_terms(self, node: Node | None) -> list[tuple[str, Expression | None, Span]]:
        if node is None:
            return []
        if isinstance(node, Mapping):
            return [(entry.key.text, self._parsed(entry.value), entry.key.span) for entry in node.entries]
        return [("", self._parsed(node), node.span)]

    def _terms(self, written: list[tuple[str, Expression | None, Span]], *, negated: bool) -> tuple[Term, ...] | None:
        terms = []
        for name, expression, span in written:
            value = self._scope().type_formula(expression, self.report) if expression else None
            if value is None or expression is None:
                return None
            if shape_of(value) is not None:
                self.report.add(
                    "GC0414",
                    span,
                    "an objective is a single number, but this has one for each example",
                    help="take the mean over the batch: `E[...]`",
                )
                return None
            terms.append(
                Term(
                    name=name,
                    value=Negate(of=value) if negated else value,
                    written=print_expression(expression),
                    span=span,
                )
            )
        return tuple(terms)

    def _penalties(
        self, node: Node | None, owned: tuple[str, ...], written: list[tuple[str, Expression | None, Span]]
    ) -> tuple[Term, ...] | None:
        """The named penalties as terms: their formula, with D played by the owned network that judges the value in the objective."""
        terms = []
        for item in node.items if isinstance(node, Sequence) else ():
            kind, arguments = chosen(item)
            row = penalty_rows()[kind]
            given = {
                **row.parameters,
                **(
                    {k: v.value for k, v in arguments if isinstance(v, Scalar)}
                    if isinstance(arguments, Mapping)
                    else {}
                ),
            }
            roles = {role: given[role] for role in ("on", "real", "fake") if role in given}
            missing = [role for role in (("on",) if row.on else ("real", "fake")) if role not in roles]
            if missing:
                self.report.add(
                    "GC0508",
                    item.span,
                    f"penalty `{kind}` does not say {' and '.join(f'`{m}`' for m in missing)}",
                    help=f"name the value that it judges at: `{kind}: {{{missing[0]}: x}}`",
                )
                return None
            judged = self._judged(str(next(iter(roles.values()))), owned, written)
            if judged is None:
                self.report.add(
                    "GC0508",
                    item.span,
                    f"penalty `{kind}` judges at `{next(iter(roles.values()))}`, but no formula of this player applies "
                    "one of its networks to that",
                )
                return None
            term = self._penalty(kind, given, {r: str(v) for r, v in roles.items()}, judged, item.span)
            if term is None:
                return None
            terms.append(term)
        return tuple(terms)

    def _penalty(
        self, kind: str, given: Dict[str, object], roles: Dict[str, str], judged: Call, span: Span
    ) -> Term | None:
        row = penalty_rows()[kind]

        def cast(expression: Expression) -> Expression:
            match expression:
                case Name(name=name) if name in roles:
                    return Name(name=roles[name])
                case Name(name=name) if name in given:
                    return parse(str(given[name]))
                case Call(function="D", arguments=arguments):
                    return Call(
                        function=judged.function, arguments=(*(cast(a) for a in arguments), *judged.arguments[1:])
                    )
                case Call(function=function, arguments=arguments, brackets=brackets):
                    return Call(function=function, arguments=tuple(cast(a) for a in arguments), brackets=brackets)
                case BinaryOperation(operator=operator, left=left, right=right):
                    return BinaryOperation(operator=operator, left=cast(left), right=cast(right))
                case Negation(of=of):
                    return Negation(of=cast(of))
            return expression

        def parse(text: str) -> Expression:
            made = parse_expression(Scalar(value=text, text=text, plain=True, span=span), self.report)
            assert made is not None, text
            return made

        for name, text in row.let.items():
            expression = cast(parse(text))
            value = self._scope().type_formula(expression, self.report)
            if value is None:
                return None
            if name not in self.names:
                self.names[name] = value
                self.lets.append(Let(name=name, value=value, written=print_expression(expression)))
        expression = cast(parse(row.value))
        value = self._scope().type_formula(expression, self.report)
        if value is None:
            return None
        weight = given["weight"]
        assert isinstance(weight, int | float)
        text = f"{weight} * {print_expression(expression)}"
        return Term(
            name=kind,
            value=Arithmetic(operator="*", left=Number(value=weight), right=value),
            written=text,
            is_penalty=True,
            span=span,
        )

    def _judged(
        self, on: str, owned: tuple[str, ...], written: list[tuple[str, Expression | None, Span]]
    ) -> Call | None:
        """The application, in a formula of the player or in a value, of an owned network to the value of that name."""
        queue = [expression for _, expression, _ in written if expression]
        queue += [
            e for let in self.lets if (e := self._parsed(Scalar(value=let.written, text=let.written, plain=True)))
        ]
        while queue:
            match queue.pop(0):
                case Call(function=function, arguments=(Name(name=name), *_)) as call if (
                    function in owned and name == on
                ):
                    return call
                case Call(arguments=arguments):
                    queue += arguments
                case BinaryOperation(left=left, right=right):
                    queue += [left, right]
                case Negation(of=of):
                    queue.append(of)
        return None

    def _optimizer(self, node: Node | None) -> Optimizer:
        kind, arguments = chosen(node) if node is not None else ("adam", None)
        row = optimizer_rows()[kind]
        given = dict(arguments) if isinstance(arguments, Mapping) else {}
        settings = tuple((a.name, _setting(given[a.name])) for a in row.arguments if a.name in given)
        return Optimizer(keras=row.keras, arguments=settings)

    def _check_owners(self, players: list[Player]) -> None:
        owner: dict[str, Player] = {}
        for player in players:
            for network in player.networks:
                if network in owner:
                    first = Mark(span=owner[network].span, label=f"`{owner[network].name}` moves it too")
                    self.report.add(
                        "GC0509", player.span, f"network `{network}` is moved by two players", marks=(first,)
                    )
                owner[network] = player


def objective_value(player: Player) -> Value:
    """What a player minimizes: the sum of its terms."""
    return total([term.value for term in player.terms])


def _setting(node: Node) -> Setting:
    if isinstance(node, Mapping):
        kind, ends = chosen(node)
        assert isinstance(ends, Mapping)
        return Ramp(kind=kind, start=_number(ends, "from"), end=_number(ends, "to"), over_rounds=0)
    return node.value if isinstance(node, Scalar) else None


def _number(node: Node | None, key: str) -> float:
    value = node.get(key) if isinstance(node, Mapping) else None
    return float(value.value) if isinstance(value, Scalar) and isinstance(value.value, int | float) else 0.0
