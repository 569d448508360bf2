"""A named penalty as a term of its player: the catalogue's formula with the spec's own names in its roles."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace

from gancompile.catalogue import PenaltyRow, penalty_rows
from gancompile.catalogue.emitted_names import Kind
from gancompile.compiler.diagnostics import NOWHERE, InternalError, Report, Span
from gancompile.compiler.elaborate.formulas.formula import Scope
from gancompile.compiler.elaborate.formulas.is_scalar import is_scalar
from gancompile.compiler.elaborate.formulas.parse import catalogue_formula, expression_of
from gancompile.compiler.elaborate.game.curve import read_setting
from gancompile.compiler.elaborate.game.state import DeclaredState
from gancompile.compiler.elaborate.names import check_name
from gancompile.compiler.ir.curve import Curve
from gancompile.compiler.ir.distribution import Distribution
from gancompile.compiler.ir.game import Let, Term
from gancompile.compiler.ir.value import (
    Arithmetic,
    Augment,
    Draw,
    Number,
    Scheduled,
    State,
    Value,
    halved,
    shape_of,
)
from gancompile.compiler.syntax import Expression, Formula, Mapping, Node, Scalar
from gancompile.compiler.syntax.choice import chosen
from gancompile.compiler.syntax.expression import BinaryOperation, Call, Field, Name, NumberLiteral
from gancompile.compiler.syntax.free_name import free_name
from gancompile.compiler.syntax.printer import print_expression
from gancompile.compiler.syntax.substitute import calls, parts, substitute

Judged = tuple[Call, str | None]
"""The network that judges, applied as the spec applies it, and the name of the output that is taken, where it has several."""
OWN, VALUE = "OWN", "VALUE"
"""Stand in the catalogue for the networks of the player whose penalty it is, and for a formula of the spec."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyReader:
    """Reads the penalties of one player.

    formulas: its own, and the named values', in which it is looked up who judges what. all_known: whether none of them is missing.
    names, lets, draws, states: of the game, to which a penalty adds its own. broken, unknown: names that have no value, and names of
    values, networks and functions that nothing has; both are reported. is_grounded: whether all that a formula speaks of has a value.
    """

    owned: Sequence[str]
    formulas: Sequence[Expression]
    all_known: bool
    names: dict[str, Value]
    lets: list[Let]
    draws: list[Draw]
    states: list[DeclaredState]
    broken: Set[str]
    unknown: Set[str]
    is_grounded: Callable[[Expression], bool]
    scope: Callable[[], Scope]
    report: Report

    def read(self, item: Node) -> Term | None:
        """The term of one item of `regularize`; None where it does not say what it judges at, which is reported."""
        kind, arguments = chosen(item)
        row = penalty_rows()[kind]
        if OWN in row.value and not self.owned:
            return None  # that the player moves no network has been reported
        written = {k: read_setting(v) for k, v in arguments} if isinstance(arguments, Mapping) else {}
        own, named = (arguments.get(key) if isinstance(arguments, Mapping) else None for key in ("value", "name"))
        if isinstance(named, Scalar) and not check_name(named, Kind.TERM, self.report):
            return None
        value = expression_of(own)
        if isinstance(own, Formula) and (value is None or not self.is_grounded(value)):
            return None
        unsaid = [role for role in row.at if role not in written]
        if unsaid:
            message = f"penalty `{kind}` does not say {' and '.join(f'`{role}`' for role in unsaid)}"
            self.report.add("GC0508", item.span, message, help=self._saying(kind, unsaid))
            return None
        roles = {role: str(written[role]) for role in row.at}
        missing = [name for name in roles.values() if name not in self.names]
        if any(name in self.broken | self.unknown for name in missing):
            return None
        judged = self._judged(roles[next(iter(row.at))]) if row.at and _judges(row) else None
        if (missing and not _judges(row)) or (judged is None and _judges(row)):
            self._report_unjudged(kind, missing[0] if missing else roles[next(iter(row.at))], item)
            return None
        filling = _Filling(
            reader=self,
            row=row,
            item=item,
            given={**row.parameters, **written},
            roles=roles,
            judged=judged,
            value=value,
        )
        return filling.term()

    def _saying(self, kind: str, roles: Sequence[str]) -> str:
        """How a penalty says what it judges at, as help: a latent is the first noise of the game, other values are the author's."""
        noise = next((one.name for one in self.draws if one.data_field is None and one.dtype == "float32"), "NAME")
        said = {role: noise if role == "latent" else "NAME" for role in roles}
        written = ", ".join(f"{role}: {name}" for role, name in said.items())
        known = (
            ""
            if "NAME" not in said.values()
            else f", each NAME one of {', '.join(self.names)}, or a value of your own under `let`"
        )
        return f"write `{kind}: {{{written}}}`{known}"

    def _report_unjudged(self, kind: str, name: str, item: Node) -> None:
        span = _span_of(name, item)
        if _judges(penalty_rows()[kind]):
            if not self.all_known or self._may_be_judged(name):
                return
            message = f"penalty `{kind}` judges at `{name}`, but no formula applies a network of this player to that"
            role = next(iter(penalty_rows()[kind].at))
            judged = " or ".join(f"`{role}: {one}`" for one in self._judged_names())
            help = f"write {judged}" if judged else f"the player moves {', '.join(self.owned)}"
            self.report.add("GC0508", span, message, help=help)
            return
        message = f"penalty `{kind}` refers to `{name}`, but there is no value of that name"
        self.report.add("GC0508", span, message, help=f"give it one under `let`; known are {', '.join(self.names)}")

    def _may_be_judged(self, on: str) -> bool:
        """Whether something misspelt is applied to the value of that name, which may be meant for a network of the player."""
        found = (call for formula in self.formulas for call in calls(formula) if call.function in self.unknown)
        return any(call.arguments and _is_name(call.arguments[0], on) for call in found)

    def _judged_names(self) -> list[str]:
        """The names of what the player's networks are applied to."""
        found = (call for formula in self.formulas for call in calls(formula) if call.function in self.owned)
        firsts = (call.arguments[0] for call in found if call.arguments)
        return list(dict.fromkeys(one.name for one in firsts if isinstance(one, Name) and one.name in self.names))

    def _judged(self, on: str) -> Judged | None:
        """The application of an owned network to the value of that name, or to its augmentation, and which output of it is taken."""
        for reads in (_is_name, self.is_augmented):
            for part in (part for formula in self.formulas for part in parts(formula)):
                call = part.of if isinstance(part, Field) else part
                is_owned = isinstance(call, Call) and call.function in self.owned and call.arguments
                if is_owned and isinstance(call, Call) and reads(call.arguments[0], on):
                    return call, part.name if isinstance(part, Field) else None
        return None

    def is_augmented(self, node: Expression, on: str) -> bool:
        """Whether an argument is an augmentation of the value of that name: a gradient by it then goes through that, as ADA's does."""
        if isinstance(node, Call):
            return node.function == "augment" and bool(node.arguments) and _is_name(node.arguments[0], on)
        value = self.names.get(node.name) if isinstance(node, Name) else None
        return isinstance(value, Augment) and value.of == self.names.get(on)


def _span_of(name: str, item: Node) -> Span:
    """The span of a name in an item of `regularize`, or of the item."""
    arguments = chosen(item)[1]
    message = (node for _, node in arguments) if isinstance(arguments, Mapping) else ()
    return next((node.span for node in message if isinstance(node, Scalar) and node.text == name), item.span)


def _judges(row: PenaltyRow) -> bool:
    """Whether the formula of a penalty uses the discriminator."""
    texts = [row.value, *row.let.values(), *(str(state["update"]) for state in row.state.values())]
    return any(call.function == "D" for text in texts for call in calls(catalogue_formula(text)))


@dataclass(slots=True, kw_only=True)
class _Filling:
    """One penalty while its roles are filled.

    item: the entry of `regularize`. given: its settings by name. roles: the names that the spec has for its values. value: the
    spec's own formula, where it brings one.
    """

    reader: PenaltyReader
    row: PenaltyRow
    item: Node
    given: Dict[str, object]
    roles: dict[str, str]
    judged: Judged | None
    value: Expression | None
    scheduled: dict[str, Value] = field(default_factory=dict)

    def term(self) -> Term | None:
        """The penalty as a term; None where a formula of it does not fit, which is reported."""
        span = self.item.span
        self.scheduled = {k: Scheduled(curve=v, name=k) for k, v in self.given.items() if isinstance(v, Curve)}
        for name, settings in self.row.draw.items():
            self._draw(name, settings)
        for name in self.row.state:
            self._state(name)
        for name, text in self.row.let.items():
            if not self._let(name, text):
                return None
        for name, settings in self.row.state.items():
            self._declare(name, settings)
        expression = substitute(catalogue_formula(self.row.value), self._change)
        value = self._typed(expression)
        weight, every = self.given["weight"], self.given.get("every", 1)
        if value is None or not isinstance(weight, int | float | Curve) or not isinstance(every, int):
            return None
        if not is_scalar(value, f"penalty `{self.row.key}`", span, self.reader.report):
            return None
        number = Scheduled(curve=weight, name="weight") if isinstance(weight, Curve) else Number(value=weight)
        factor = Name(name="weight") if isinstance(weight, Curve) else NumberLiteral(value=weight)
        weighed: Value = Arithmetic(operator="*", left=number, right=value)
        text = print_expression(
            expression if weight == 1 else BinaryOperation(operator="*", left=factor, right=expression)
        )
        if self.given.get("batch") == "half":
            weighed, text = halved(weighed), f"{text} of the first half of the batch"
        name = str(self.given.get("name", self.row.key))
        return Term(
            name=name, value=_times(every, weighed), written=text, is_penalty=True, every_rounds=every, span=span
        )

    def _typed(self, expression: Expression) -> Value | None:
        """The value of a formula. Where the row's own text does not fit, the names that the spec gives to its roles are at fault."""
        scope, mistakes = self.reader.scope(), Report()
        value = replace(scope, names={**scope.names, **self.scheduled}).type_formula(expression, mistakes)
        roles = {_span_of(name, self.item) for name in self.roles.values()}
        for one in mistakes.diagnostics:
            if one.span in {NOWHERE, *roles}:
                span = self.item.span if one.span == NOWHERE else one.span
                message = f"penalty `{self.row.key}` does not fit the values that it is given: {one.message}"
                one = replace(one, span=span, message=message, help=f"its formula: {print_expression(expression)}")
            self.reader.report.add_diagnostic(one)
        return value

    def _change(self, node: Expression) -> Expression | None:
        """A part of the catalogue's formula in the spec's words."""
        match node:
            case Name(name=name) if name == VALUE:
                return self.value
            case Call(arguments=(Name(name=name),)) if name == OWN:
                own = [replace(node, arguments=(Name(name=network),)) for network in self.reader.owned]
                total: Expression = own[0]
                for one in own[1:]:
                    total = BinaryOperation(operator="+", left=total, right=one)
                return total
            case Name(name=name) if name in self.roles:
                return Name(name=self.roles[name], span=_span_of(self.roles[name], self.item))
            case Name(name=name) if isinstance(number := self.given.get(name), int | float):
                return NumberLiteral(value=number)
            case Call(function="D", arguments=arguments) if self.judged is not None:
                call, output = self.judged
                first = substitute(arguments[0], self._change)
                # What is judged through an augmentation stays so, and the gradient is by what goes into that.
                is_through = isinstance(first, Name) and self.reader.is_augmented(call.arguments[0], first.name)
                made = call if is_through else Call(function=call.function, arguments=(first, *call.arguments[1:]))
                return Field(of=made, name=output) if output else made
        return None

    def _draw(self, name: str, settings: Dict[str, str]) -> None:
        """A draw of the penalty's own, of the shape of a value, or of the distribution of another draw."""
        ((kind, role),) = settings.items()
        value = self.reader.names[self.roles[role]]
        made = Draw(name=name, shape=shape_of(value) or (), distribution=Distribution.NORMAL.value)
        if kind == "like" and isinstance(value, Draw):
            made = replace(value, name=name, data_field=None)
        self.roles[name] = free = self._free(name)
        made = replace(made, name=free)
        self.reader.names[free] = made
        self.reader.draws.append(made)

    def _state(self, name: str) -> None:
        self.roles[name] = free = self._free(name)
        self.reader.names[free] = State(name=free)

    def _declare(self, name: str, settings: Dict[str, object]) -> None:
        update = substitute(catalogue_formula(str(settings["update"])), self._change)
        start = settings["start"]
        if not isinstance(start, int | float):
            raise InternalError(f"state `{name}` of penalty `{self.row.key}` has no number to start from")
        self.reader.states.append(
            DeclaredState(name=self.roles[name], start=float(start), update=update, span=self.item.span)
        )

    def _let(self, name: str, text: str) -> bool:
        """A value of the penalty's own, under a name that the spec does not use for another value."""
        expression = substitute(catalogue_formula(text), self._change)
        value = self._typed(expression)
        if value is None:
            return False
        free = free_name(name, lambda one: self.reader.names.get(one, value) != value)
        if free not in self.reader.names:
            self.reader.names[free] = value
            self.reader.lets.append(Let(name=free, value=value, written=print_expression(expression)))
        self.roles[name] = free
        return True

    def _free(self, name: str) -> str:
        networks = self.reader.scope().networks
        return free_name(name, lambda one: one in self.reader.names or one in networks)


def _times(every: int, weighed: Value) -> Value:
    """A lazy term is multiplied by `every`, which keeps its mean."""
    return Arithmetic(operator="*", left=Number(value=every), right=weighed) if every > 1 else weighed


def unique_names(terms: Sequence[Term]) -> tuple[Term, ...]:
    """The terms with a number behind a name that was there before: two penalties of one kind are two."""
    seen: dict[str, int] = {}
    made = []
    for term in terms:
        seen[term.name] = seen.get(term.name, 0) + 1
        made.append(replace(term, name=f"{term.name}_{seen[term.name]}") if seen[term.name] > 1 else term)
    return tuple(made)


def _is_name(node: Expression, name: str) -> bool:
    return isinstance(node, Name) and node.name == name
