"""The typed game of a `game` section in the long form: draws, values, players and what each of them minimizes."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Set as SetOf
from dataclasses import dataclass, field, replace

from gancompile.catalogue import optimizer_rows
from gancompile.catalogue.emitted_names import Kind
from gancompile.catalogue.sources import SourceFacts
from gancompile.compiler.diagnostics import NOWHERE, InternalError, Mark, Report, Span, did_you_mean
from gancompile.compiler.elaborate.formulas.formula import Scope
from gancompile.compiler.elaborate.formulas.is_scalar import is_scalar
from gancompile.compiler.elaborate.formulas.parse import expression_of
from gancompile.compiler.elaborate.formulas.unknown_names import report_unknown_names_in
from gancompile.compiler.elaborate.game.curve import read_curve, read_number, read_setting
from gancompile.compiler.elaborate.game.draws import DrawReader
from gancompile.compiler.elaborate.game.penalty import PenaltyReader, unique_names
from gancompile.compiler.elaborate.game.state import DeclaredState, read_states, report_unknown_states
from gancompile.compiler.elaborate.names import check_name
from gancompile.compiler.elaborate.stage import Stage, Stages
from gancompile.compiler.ir.distribution import Distribution
from gancompile.compiler.ir.game import (
    Average,
    ClipGradients,
    Constrain,
    ConstraintKind,
    Game,
    Let,
    Optimizer,
    Player,
    Setting,
    Term,
)
from gancompile.compiler.ir.network import Network, contained, moved_with
from gancompile.compiler.ir.value import (
    Apply,
    Comparison,
    Draw,
    Negate,
    OfWeights,
    Pool,
    Scheduled,
    State,
    Stop,
    Value,
    children,
    walk,
)
from gancompile.compiler.syntax import Expression, Formula, Mapping, Node, Scalar, Sequence
from gancompile.compiler.syntax.choice import chosen
from gancompile.compiler.syntax.printer import print_expression
from gancompile.compiler.syntax.substitute import names_of

SENSES = ("maximize", "minimize")
CLIPS = ("clipnorm", "clipvalue", "global_clipnorm")
NOTHING = Scalar(value=None, text="null", plain=True)
Written = list[tuple[str, Expression | None, Span]]
"""Formulas as they stand in a section: name, expression, place."""


def elaborate_games(stages: Stages, report: Report) -> Stages:
    """Each stage with its game. Curves have no rounds until the schedule is known."""
    return replace(stages, stages=tuple(_stage(stage, report) for stage in stages.stages))


def _stage(stage: Stage, report: Report) -> Stage:
    if stage.phased is None or stage.networks is None or stage.data is None:
        return stage
    reader = _GameReader(networks=stage.networks, facts=stage.data.facts, report=report)
    game = reader.read(stage.phased)
    if game is not None:
        report_unknown_states(stage.tree.root, [state.name for state in game.states], report)
    return replace(stage, game=game)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Owner:
    """A player, right or wrong, with the networks that it moves."""

    player: str
    networks: tuple[str, ...]
    span: Span


@dataclass(slots=True, kw_only=True)
class _GameReader:
    networks: Dict[str, Network]
    facts: SourceFacts
    report: Report
    names: dict[str, Value] = field(default_factory=dict)
    lets: list[Let] = field(default_factory=list)
    draws: list[Draw] = field(default_factory=list)
    states: list[DeclaredState] = field(default_factory=list)
    shuffles: dict[tuple[Span, int], int] = field(default_factory=dict)
    let_formulas: list[Expression | None] = field(default_factory=list)
    """As written; None where one cannot be read."""
    broken: set[str] = field(default_factory=set)
    """Names without a value, which has been reported; consequences are not."""
    unknown: set[str] = field(default_factory=set)
    """Unknown names of values, networks and functions, which have been reported."""
    owners: list[_Owner] = field(default_factory=list)

    def read(self, section: Mapping) -> Game | None:
        self._draws(section.get("draws"))
        declared = self._declared(section.get("state"))
        lets = section.get("let")
        entries = lets.entries if isinstance(lets, Mapping) else ()
        for index, entry in enumerate(entries):
            if not self._let(entry.key, entry.value, later={one.key.text for one in entries[index:]}):
                self.broken.add(entry.key.text)
        players = self._players(section)
        updates = [(state, self._update(state)) for state in (*declared, *self.states)]
        known = [(state, value) for state, value in updates if value is not None]
        if players is None or self.broken or len(known) < len(updates):
            return None
        states, players = read_states(known, players, self.lets)
        return Game(draws=tuple(self.draws), lets=tuple(self.lets), players=players, states=states)

    def _players(self, section: Mapping) -> tuple[Player, ...] | None:
        players = section.get("players")
        if not isinstance(players, Mapping) or not players.entries:
            key = section.key("players")
            self.report.add(
                "GC0504",
                key.span if key else section.span,
                "the game has no players",
                help="name an `objective`, or list `players` with what each minimizes",
            )
            return None
        read = [self._player(entry.key, entry.value) for entry in players.entries if isinstance(entry.value, Mapping)]
        found = tuple(player for player in read if player is not None)
        self._check_owners()
        return found if len(found) == len(read) else None

    def _declared(self, section: Node | None) -> list[DeclaredState]:
        """The states of the spec; their updates are read when all else is known."""
        declared = []
        for entry in section.entries if isinstance(section, Mapping) else ():
            state = entry.value
            update = expression_of(state.get("update")) if isinstance(state, Mapping) else None
            if not isinstance(state, Mapping) or update is None or not self._free(entry.key, Kind.STATE):
                self.broken.add(entry.key.text)
                continue
            start = read_number(state.get("start"))
            if not isinstance(start, float):
                raise InternalError(f"state `{entry.key.text}` starts at a curve, which passed the schema")
            self.names[entry.key.text] = State(name=entry.key.text, span=entry.key.span)
            declared.append(DeclaredState(name=entry.key.text, start=start, update=update, span=entry.key.span))
        return declared

    def _draws(self, section: Node | None) -> None:
        reader = DrawReader(facts=self.facts, report=self.report, draws=self.draws)
        for entry in section.entries if isinstance(section, Mapping) else ():
            draw = reader.read(entry.key, entry.value) if self._free(entry.key, Kind.DRAW) else None
            if draw is None:
                self.broken.add(entry.key.text)
            else:
                self.names[entry.key.text] = draw
                self.draws.append(draw)

    def _update(self, state: DeclaredState) -> Value | None:
        """The update of a state: a scalar."""
        value = self._typed(state.update)
        if value is None:
            return None
        what = f"state `{state.name}`"
        return value if is_scalar(value, what, state.span, self.report, this="its update") else None

    def _let(self, key: Scalar, node: Node, later: SetOf[str]) -> bool:
        """Reads a named value; returns whether it has one. later: the names from this one on, which its formula cannot use yet."""
        if not self._free(key, Kind.VALUE):
            return False
        if not isinstance(node, Formula):
            self.names[key.text] = Scheduled(curve=read_curve(node), name=key.text, span=key.span)
            return True
        expression = expression_of(node)
        self.let_formulas.append(expression)
        value = self._typed(expression, later)
        if value is None or expression is None:
            return False
        self.names[key.text] = value
        self.lets.append(Let(name=key.text, value=value, written=print_expression(expression)))
        return True

    def _free(self, key: Scalar, kind: Kind) -> bool:
        """Whether a name may be given to something new."""
        if key.text in self.names or key.text in self.networks:
            owner = "a network" if key.text in self.networks else "a draw or a value before it"
            self.report.add("GC0306", key.span, f"the name `{key.text}` is taken by {owner}")
            return False
        return check_name(key, kind, self.report)

    def _scope(self) -> Scope:
        return Scope(networks=self.networks, names=dict(self.names), shuffles=self.shuffles)

    def _typed(self, expression: Expression | None, later: SetOf[str] = frozenset()) -> Value | None:
        """The value of a formula, or None where it has none, which is reported here or has been before."""
        if expression is None or not self._is_grounded(expression, later):
            return None
        return self._scope().type_formula(expression, self.report)

    def _is_grounded(self, expression: Expression, later: SetOf[str] = frozenset()) -> bool:
        """Whether all names of a formula have values; an unknown one is reported."""
        values = [*self.names, *sorted(self.broken - self.names.keys())]
        known = report_unknown_names_in(expression, values, self.networks, self.unknown, self.report, later)
        return known and not any(name.name in self.broken for name in names_of(expression))

    def _player(self, key: Scalar, section: Mapping) -> Player | None:
        """The player, or None where something of it is wrong; all of it is looked at."""
        named_well = check_name(key, Kind.PLAYER, self.report)
        owned = self._owned(key, section)
        sense = self._sense(key, section)
        written = [one for each in SENSES for one in self._written_terms(section.get(each), Kind.TERM)]
        terms = self._terms(written, negated=sense == "maximize")
        penalties = self._penalties(section.get("regularize"), owned or (), written)
        watch = self._terms(self._written_terms(section.get("watch")), negated=False, what="a number to watch")
        optimizer = self._optimizer(section.get("optimizer"))
        if owned is not None:
            self.owners.append(_Owner(player=key.text, networks=owned, span=key.span))
        if not named_well or owned is None or sense is None or terms is None or penalties is None or watch is None:
            return None
        terms = unique_names((*terms, *penalties))
        if not self._is_valid(key, owned, terms, watch):
            return None
        factor = self._batch_factor(key, section.get("batch_factor"), (*terms, *watch))
        if factor is None:
            return None
        average, constrain, clip = (section.get(key) for key in ("average", "constrain", "clip_gradients"))
        source = section.get("source")
        return Player(
            name=key.text,
            networks=owned,
            terms=terms,
            maximizes=sense == "maximize",
            optimizer=optimizer,
            average=_average(average) if isinstance(average, Mapping) else None,
            constrain=_constrain(constrain) if isinstance(constrain, Mapping) else None,
            clip_gradients=_clip_gradients(clip) if isinstance(clip, Mapping) else None,
            batch_factor=factor,
            accumulate=_number(section.get("accumulate"), 1),
            watch=watch,
            source=source.text if isinstance(source, Scalar) else None,
            span=key.span,
        )

    def _sense(self, key: Scalar, section: Mapping) -> str | None:
        """`maximize` or `minimize`; None where a player has both or neither, which is reported."""
        senses = [sense for sense in SENSES if section.get(sense) is not None]
        if len(senses) == 1:
            return senses[0]
        what = "both maximizes and minimizes" if senses else "neither maximizes nor minimizes anything"
        message = f"player `{key.text}` {what}"
        self.report.add("GC0506", key.span, message, help="give it one of `maximize` and `minimize`")
        return None

    def _is_valid(self, key: Scalar, owned: tuple[str, ...], terms: tuple[Term, ...], watch: tuple[Term, ...]) -> bool:
        """Whether the objective depends on the player's networks, and its logs have distinct names."""
        before = len(self.report.diagnostics)
        moving = moved_with(owned, self.networks)
        if not any(_reaches(term.value, moving) for term in terms):
            names = " and ".join(f"`{name}`" for name in owned)
            message = f"what player `{key.text}` minimizes does not depend on {names}, so nothing would move"
            self.report.add(
                "GC0513", key.span, message, help=f"apply {names} in its formula, not inside of `stop(...)`"
            )
        logged = {"loss", "gradient_norm"}
        for term in terms:
            if term.name in logged or (term.name and not term.name.isidentifier()):
                self.report.add(
                    "GC0306", term.span, f"a term cannot be called `{term.name}`: that is logged for every player"
                )
        own = {f"{key.text}_{name}" for name in (*logged, *(term.name or "objective" for term in terms))}
        for number in watch:
            if number.name in own:
                self.report.add("GC0306", number.span, f"`{number.name}` is logged already")
        return len(self.report.diagnostics) == before

    def _batch_factor(self, key: Scalar, node: Node | None, terms: tuple[Term, ...]) -> int | None:
        """By how much a player's batch is larger; None where it reads what others draw too, which is reported."""
        factor = _number(node, 1)
        if node is None or factor == 1:
            return 1
        used = {part for term in terms for part in walk(term.value) if isinstance(part, Draw)}
        for draw in (one for one in self.draws if one in used):
            what, help = None, None
            if draw.distribution == Distribution.DATA:
                what = f"`{draw.name}`, which is a batch of the data"
                help = "labels may be drawn by `{categorical: 10}`; a larger batch of the data is `batch` under `data`"
            elif draw.each_round:
                what = f"`{draw.name}`, which the updates of a round share"
                help = "take `fresh: round` away"
            if what is not None:
                message = f"the batch of player `{key.text}` cannot be {factor} times as large: it reads {what}"
                marks = (Mark(span=draw.span, label="it is drawn here"),)
                self.report.add("GC0517", node.span, message, help=help, marks=marks)
                return None
        return factor

    def _owned(self, key: Scalar, section: Mapping) -> tuple[str, ...] | None:
        listed = section.get("networks")
        if not isinstance(listed, Sequence):
            if key.text in self.networks:
                return (key.text,)
            hint = did_you_mean(key.text, self.networks)
            help = "a player is called as the network that it moves, or lists them: `networks: [...]`"
            self.report.add("GC0507", key.span, f"player `{key.text}` owns no network", label=hint, help=help)
            return None
        for index, item in enumerate(listed.items):
            if item in listed.items[:index]:
                self.report.add("GC0509", item.span, f"player `{key.text}` lists this network twice")
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
        names = tuple(item.text for item in listed.items if isinstance(item, Scalar))
        for item, name in zip(listed.items, names, strict=False):
            if not unknown and self.networks[name].frozen:
                message = f"network `{name}` is loaded to stay as it is, and no player can move it"
                self.report.add("GC0514", item.span, message, help="write `trainable: true` under its `load`")
                return None
        return None if unknown else names

    def _written_terms(self, node: Node | None, kind: Kind | None = None) -> Written:
        """The formulas of a section. kind: of their names, where the emitted source has them as variables."""
        if node is None:
            return []
        if isinstance(node, Mapping):
            if kind is not None:
                for entry in node.entries:
                    check_name(entry.key, kind, self.report)
            return [(entry.key.text, expression_of(entry.value), entry.key.span) for entry in node.entries]
        return [("", expression_of(node), node.span)]

    def _terms(self, written: Written, *, negated: bool, what: str = "an objective") -> tuple[Term, ...] | None:
        terms = []
        for name, expression, span in written:
            value = self._typed(expression)
            if value is None or expression is None or not is_scalar(value, what, span, self.report):
                continue
            terms.append(
                Term(
                    name=name,
                    value=Negate(of=value) if negated else value,
                    written=print_expression(expression),
                    span=span,
                )
            )
        return tuple(terms) if len(terms) == len(written) else None

    def _penalties(self, node: Node | None, owned: tuple[str, ...], written: Written) -> tuple[Term, ...] | None:
        """The named penalties as terms."""
        formulas = [*(expression for _, expression, _ in written), *self.let_formulas]
        known = [formula for formula in formulas if formula is not None]
        reader = PenaltyReader(
            owned=owned,
            formulas=known,
            all_known=bool(owned) and len(known) == len(formulas),
            names=self.names,
            lets=self.lets,
            draws=self.draws,
            states=self.states,
            broken=self.broken,
            unknown=self.unknown,
            is_grounded=self._is_grounded,
            scope=self._scope,
            report=self.report,
        )
        terms = [reader.read(item) for item in (node.items if isinstance(node, Sequence) else ())]
        return None if None in terms else tuple(term for term in terms if term is not None)

    def _optimizer(self, node: Node | None) -> Optimizer:
        kind, arguments = chosen(node) if node is not None else ("adam", None)
        row = optimizer_rows()[kind]
        given = dict(arguments) if isinstance(arguments, Mapping) else {}
        clips = [(name, given[name]) for name in CLIPS if name in given and given[name] != NOTHING]
        if len(clips) > 1:
            message = f"`{clips[0][0]}` and `{clips[1][0]}` both clip gradients, and Keras takes one of them"
            self.report.add("GC0515", clips[1][1].span, message, help="keep one of them")
        settings = tuple((a.name, _setting(a.name, given[a.name])) for a in row.arguments if a.name in given)
        key = node.entries[0].key.span if isinstance(node, Mapping) else node.span if node else NOWHERE
        spans = tuple((name, value.span) for name, value in given.items())
        return Optimizer(keras=row.keras, arguments=settings, span=key, spans=spans)

    def _check_owners(self) -> None:
        owner: dict[str, _Owner] = {}
        for player in self.owners:
            moved = {part for name in player.networks for part in contained(name, self.networks)}
            for network in sorted(name for name in moved if not self.networks[name].frozen):
                if owner.get(network, player) is not player:
                    first = Mark(span=owner[network].span, label=f"`{owner[network].player}` moves it too")
                    self.report.add(
                        "GC0509", player.span, f"network `{network}` is moved by two players", marks=(first,)
                    )
                owner[network] = player


def _reaches(value: Value, networks: frozenset[str]) -> bool:
    """Whether a gradient by the weights of these networks can come out of a value."""
    if isinstance(value, Stop | Pool | Comparison):
        return False
    if isinstance(value, OfWeights):
        return value.network in networks
    return (isinstance(value, Apply) and value.network in networks) or any(
        _reaches(v, networks) for v in children(value)
    )


def _setting(name: str, node: Node) -> Setting:
    """A setting of an optimizer. Keras takes no whole number for a learning rate."""
    value = read_setting(node)
    return float(value) if name == "learning_rate" and isinstance(value, int) else value


def _average(section: Mapping) -> Average:
    half_life = section.get("half_life_images")
    if half_life is not None:
        return Average(half_life=read_number(half_life), span=half_life.span)
    decay = section.get("decay")
    return Average(decay=read_number(decay), span=decay.span if decay is not None else section.span)


def _constrain(section: Mapping) -> Constrain:
    ((how, limit),) = section
    return Constrain(how=ConstraintKind(how), limit=read_number(limit))


def _number(node: Node | None, default: int) -> int:
    return int(node.value) if isinstance(node, Scalar) and isinstance(node.value, int | float) else default


def _clip_gradients(section: Mapping) -> ClipGradients:
    ((how, limit),) = section
    return ClipGradients(**{how: read_number(limit)})
