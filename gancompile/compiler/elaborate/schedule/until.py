"""Early stopping: `until` of a phase."""

from __future__ import annotations

from dataclasses import replace

from gancompile.compiler.diagnostics import Report, did_you_mean
from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.program import Phase, Until
from gancompile.compiler.syntax import Mapping, Node, Scalar


def read_until(phase: Phase, node: Node | None, game: Game, report: Report) -> Phase | None:
    """The phase with what ends it; None where that speaks of a number that no update of it logs, which is reported."""
    if not isinstance(node, Mapping):
        return phase
    says_what = check_until(node, report)
    metric = node.get("metric")
    if not isinstance(metric, Scalar):
        return None
    bounds = {key: one.value for key in ("below", "above") if isinstance(one := node.get(key), Scalar)}
    patience = node.get("patience")
    logged = logged_numbers(phase, game)
    if metric.text not in logged:
        message = f"no update of this phase logs a number `{metric.text}`"
        hint = did_you_mean(metric.text, logged)
        report.add("GC0606", metric.span, message, label=hint, help=f"it logs {', '.join(logged)}")
        return None
    if not says_what:
        return None
    until = Until(
        metric=metric.text, span=node.span, **bounds,  # type: ignore[arg-type]
        patience=patience.value if isinstance(patience, Scalar) and isinstance(patience.value, int) else None,
    )  # fmt: skip
    return replace(phase, until=until)


def check_until(node: Node | None, report: Report) -> bool:
    """Whether an `until` has a condition; reported where it has none."""
    if not isinstance(node, Mapping) or any(node.get(key) is not None for key in ("below", "above", "patience")):
        return True
    metric = node.get("metric")
    message = f"`until` does not say what `{metric.text if isinstance(metric, Scalar) else ''}` has to do"
    report.add("GC0606", node.span, message, help="add `below`, `above`, or `patience`, a number of records")
    return False


def logged_numbers(phase: Phase, game: Game) -> list[str]:
    """The names of all numbers that a round of a phase logs."""
    playing = {turn.player for turn in phase.turns}
    names: list[str] = []
    for player in (one for one in game.players if one.name in playing):
        names += [f"{player.name}_loss", f"{player.name}_gradient_norm", *(one.name for one in player.watch)]
        if len(player.terms) > 1:
            names += [f"{player.name}_{term.name or 'objective'}" for term in player.terms]
    return names + [state.name for state in game.states if playing.issuperset(state.readers)]
