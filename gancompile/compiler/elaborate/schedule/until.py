"""Early stopping: `until` of a phase."""

from __future__ import annotations

from dataclasses import replace

from gancompile.catalogue.metric_rows import metric_numbers, metric_rows
from gancompile.compiler.diagnostics import Report, did_you_mean
from gancompile.compiler.elaborate.evaluation.metrics import measured_numbers
from gancompile.compiler.ir.evaluation import Evaluation
from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.program import Phase, Until
from gancompile.compiler.syntax import Mapping, Node, Scalar


def read_until(
    phase: Phase,
    node: Node | None,
    game: Game,
    evaluation: Evaluation | None,
    report: Report,
    *,
    is_broken: bool = False,
) -> Phase | None:
    """The phase with what ends it; None where that speaks of a number that is not logged in it, which is reported.

    is_broken: whether the section `evaluate` has a mistake, so that it is not known what is measured.
    """
    if not isinstance(node, Mapping):
        return phase
    says_what = check_until(node, report)
    metric = node.get("metric")
    if not isinstance(metric, Scalar):
        return None
    bounds = {key: one.value for key in ("below", "above") if isinstance(one := node.get(key), Scalar)}
    patience = node.get("patience")
    measured = measured_numbers(evaluation)
    logged = [*logged_numbers(phase, game), *measured]
    if metric.text not in logged:
        if is_broken and metric.text in metric_numbers():
            return None
        _report_unknown(metric, logged, evaluation, report)
        return None
    if not says_what:
        return None
    until = Until(
        metric=metric.text, span=node.span, **bounds,  # type: ignore[arg-type]
        patience=patience.value if isinstance(patience, Scalar) and isinstance(patience.value, int) else None,
        is_higher_better=measured.get(metric.text) == "higher", is_measured=metric.text in measured,
    )  # fmt: skip
    return replace(phase, until=until)


def _report_unknown(metric: Scalar, logged: list[str], evaluation: Evaluation | None, report: Report) -> None:
    """Reports a number that is not logged; of a metric, what is missing for it to be."""
    message, help = f"no update of this phase logs a number `{metric.text}`", f"it logs {', '.join(logged)}"
    if metric.text in metric_numbers():
        message = f"`{metric.text}` is a metric, and nothing measures it while training"
        row = next(row for row in metric_rows().values() if metric.text in {one.key for one in row.numbers})
        names = {one.name for one in evaluation.metrics} if evaluation is not None else set()
        missing = "every: {rounds: 1000}" + ("" if row.key in names else f", metrics: [{row.key}]")
        help = f"write `evaluate: {{{missing}}}`"
    report.add("GC0606", metric.span, message, label=did_you_mean(metric.text, [*logged, *metric_numbers()]), help=help)


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
