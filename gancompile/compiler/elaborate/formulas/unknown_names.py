"""Unknown names in formulas: of one formula, or of a game whose networks are in error."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from gancompile.catalogue import function_rows
from gancompile.compiler.diagnostics import Diagnostic, Report, Span
from gancompile.compiler.elaborate.formulas.parse import expression_of, formulas_of
from gancompile.compiler.schema.unknown_word import guess
from gancompile.compiler.syntax import Expression, Mapping, Node
from gancompile.compiler.syntax.substitute import calls, names_of


def unknown_value(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """The diagnostic of an unknown value. known: names of values and networks."""
    known = list(known)
    near = guess(name, "value", known)
    return Diagnostic(
        code="GC0301", span=span, message=f"there is no `{name}` in this game", label=near.label,
        help=near.help or f"known are {', '.join(known)}",
    )  # fmt: skip


def unknown_function(name: str, span: Span, networks: Iterable[str]) -> Diagnostic:
    """The diagnostic of a call of an unknown function."""
    networks = list(networks)
    near = guess(name, "function", [*networks, *sorted(function_rows())])
    return Diagnostic(
        code="GC0301", span=span, message=f"there is no network or function `{name}`", label=near.label,
        help=near.help or (None if near.label else f"networks are {', '.join(networks)}"),
    )  # fmt: skip


def report_unknown_names(game: Mapping, networks: list[str], report: Report) -> None:
    """Tells the names of a game in the long form that are neither drawn nor defined before, each where it comes first."""
    reported: set[str] = set()
    values = [key for part in ("draws", "state") if isinstance(node := game.get(part), Mapping) for key, _ in node]
    lets = list(section) if isinstance(section := game.get("let"), Mapping) else []
    for index, (key, node) in enumerate(lets):
        _report_of(node, values, networks, reported, report, [name for name, _ in lets[index:]])
        values.append(key)
    for formula in formulas_of(game):
        _report_of(formula, values, networks, reported, report)


def _report_of(
    formula: Node,
    values: list[str],
    networks: list[str],
    reported: set[str],
    report: Report,
    later: Collection[str] = (),
) -> None:
    expression = expression_of(formula)
    if expression is not None:
        report_unknown_names_in(expression, values, networks, reported, report, later)


def report_unknown_names_in(
    expression: Expression,
    values: Collection[str],
    networks: Collection[str],
    reported: set[str],
    report: Report,
    later: Collection[str] = (),
) -> bool:
    """Whether all names of a formula are known; unknown ones are reported.

    reported: unknown names that have been reported, each once; it adds to them. later: names that are defined further down.
    """
    policies = {part for call in calls(expression) if call.function == "augment" for part in call.arguments[1:]}
    all_known = True
    for call in calls(expression):
        if call not in policies and call.function not in {*networks, *function_rows()}:
            all_known = False
            if call.function not in reported:
                report.add_diagnostic(unknown_function(call.function, call.span, networks))
                reported.add(call.function)
    for name in names_of(expression):
        if name not in policies and name.name not in {*values, *networks, *function_rows()}:
            all_known = False
            if name.name in later:
                message = f"`{name.name}` gets its value here or further down"
                help = f"named values are read in their order: move `{name.name}` above its first use"
                report.add("GC0301", name.span, message, help=help)
            elif name.name not in reported:
                report.add_diagnostic(unknown_value(name.name, name.span, [*values, *networks]))
                reported.add(name.name)
    return all_known
