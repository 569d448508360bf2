"""A named penalty as a term of its player: the catalogue's formula with the spec's own names in its roles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace

from gancompile.compiler.catalogue import PenaltyRow, penalty_rows
from gancompile.compiler.diagnostics import NOWHERE, Report, Span
from gancompile.compiler.elaborate.curve import read_setting
from gancompile.compiler.elaborate.data import chosen
from gancompile.compiler.elaborate.formula import Scope
from gancompile.compiler.ir.curve import Curve
from gancompile.compiler.ir.game import Let, Term
from gancompile.compiler.ir.value import Arithmetic, Number, Scheduled, Value
from gancompile.compiler.syntax import Expression, Mapping, Node, Scalar, parse_expression
from gancompile.compiler.syntax.expression import Call, Name, NumberLiteral
from gancompile.compiler.syntax.printer import print_expression
from gancompile.compiler.syntax.substitute import calls, names_of, substitute


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyReader:
    """Reads the penalties of one player. formulas: its own, and the named values', in which it is looked up who judges what."""

    owned: Sequence[str]
    formulas: Sequence[Expression]
    names: dict[str, Value]
    lets: list[Let]
    scope: Callable[[], Scope]
    report: Report

    def read(self, item: Node) -> Term | None:
        """The term of one item of `regularize`; None where it does not say what it judges at, which is told."""
        kind, arguments = chosen(item)
        row = penalty_rows()[kind]
        written = {k: read_setting(v) for k, v in arguments} if isinstance(arguments, Mapping) else {}
        wanted = ("on",) if row.on else ("real", "fake")
        missing = [role for role in wanted if role not in written]
        if missing:
            said = f"penalty `{kind}` does not say {' and '.join(f'`{role}`' for role in missing)}"
            hint = f"name the value that it judges at: `{kind}: {{{missing[0]}: x}}`"
            self.report.add("GC0508", item.span, said, help=hint)
            return None
        roles = {role: str(written[role]) for role in wanted}
        spoken_of = {part.name for formula in self.formulas for part in names_of(formula)}
        if any(name in spoken_of and name not in self.names for name in roles.values()):
            return None  # a name that nothing has is told of the formula that speaks of it
        judged = self._judged(roles[wanted[0]])
        if judged is None:
            said = f"penalty `{kind}` judges at `{roles[wanted[0]]}`, but no formula applies a network of this player to that"
            self.report.add("GC0508", item.span, said, help=f"the player moves {', '.join(self.owned)}")
            return None
        return self._term(row, {**row.parameters, **written}, roles, judged, item.span)

    def _judged(self, on: str) -> Call | None:
        """The application of an owned network to the value of that name."""
        found = (call for formula in self.formulas for call in calls(formula))
        return next(
            (c for c in found if c.function in self.owned and c.arguments and _is_name(c.arguments[0], on)), None
        )

    def _term(
        self, row: PenaltyRow, given: Dict[str, object], roles: dict[str, str], judged: Call, span: Span
    ) -> Term | None:
        def change(node: Expression) -> Expression | None:
            match node:
                case Name(name=name) if name in roles:
                    return Name(name=roles[name])
                case Name(name=name) if isinstance(number := given.get(name), int | float):
                    return NumberLiteral(value=number)
                case Call(function="D", arguments=arguments):
                    first = substitute(arguments[0], change)
                    return Call(function=judged.function, arguments=(first, *judged.arguments[1:]))
            return None

        for name, text in row.let.items():
            expression = substitute(_parsed(text), change)
            value = self.scope().type_formula(expression, self.report)
            if value is None:
                return None
            roles = {**roles, name: self._named(name, value, print_expression(expression))}
        expression = substitute(_parsed(row.value), change)
        scheduled = {k: Scheduled(curve=v) for k, v in given.items() if isinstance(v, Curve)}
        scope = self.scope()
        value = replace(scope, names={**scope.names, **scheduled}).type_formula(expression, self.report)
        weight = given["weight"]
        if value is None or not isinstance(weight, int | float | Curve):
            return None
        number = Scheduled(curve=weight) if isinstance(weight, Curve) else Number(value=weight)
        weighed = Arithmetic(operator="*", left=number, right=value)
        text = f"{'weight' if isinstance(weight, Curve) else weight} * {print_expression(expression)}"
        return Term(name=row.key, value=weighed, written=text, is_penalty=True, span=span)

    def _named(self, name: str, value: Value, written: str) -> str:
        """The name for a value of the penalty's own: one that the spec does not use for another value."""
        number, free = 2, name
        while free in self.names and self.names[free] != value:
            free, number = f"{name}_{number}", number + 1
        if free not in self.names:
            self.names[free] = value
            self.lets.append(Let(name=free, value=value, written=written))
        return free


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


def _parsed(text: str) -> Expression:
    """A formula of the catalogue."""
    made = parse_expression(Scalar(value=text, text=text, plain=True, span=NOWHERE), Report())
    assert made is not None, text
    return made
