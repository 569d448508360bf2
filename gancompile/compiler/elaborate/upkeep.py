"""How a training is looked after: `checkpoints`, `on_nan` and `reproducible`."""

from __future__ import annotations

from gancompile.catalogue.metric_rows import metric_numbers
from gancompile.compiler.diagnostics import Mark, Report, did_you_mean
from gancompile.compiler.elaborate.evaluation.metrics import measured_numbers
from gancompile.compiler.elaborate.schedule.until import logged_numbers
from gancompile.compiler.elaborate.stage import Stages
from gancompile.compiler.ir.evaluation import Evaluation
from gancompile.compiler.ir.program import Rollback, Upkeep
from gancompile.compiler.syntax import Mapping, Node, Scalar
from gancompile.compiler.syntax.choice import chosen

KEEP = 3
RATE, TIMES = 0.5, 3
"""Of a rollback that says neither."""


def read_upkeep(root: Mapping, evaluation: Evaluation | None) -> Upkeep:
    """What the sections of a valid spec say; what they leave out has its default.

    `evaluate: {best: fid}` says the same as `checkpoints: {best: {lowest: fid}}`.
    """
    checkpoints = root.get("checkpoints")
    keep = _value(checkpoints, "keep")
    best = checkpoints.get("best") if isinstance(checkpoints, Mapping) else None
    which = next(iter(best), None) if isinstance(best, Mapping) else None
    name = which[1].text if which is not None and isinstance(which[1], Scalar) else None
    highest = which is not None and which[0] == "highest"
    if evaluation is not None and evaluation.best is not None:
        name, highest = evaluation.best, metric_numbers()[evaluation.best].better == "higher"
    return Upkeep(
        keep=None if keep == "all" else keep if isinstance(keep, int) else KEEP,
        best=name,
        highest=highest,
        rollback=_rollback(root.get("on_nan")),
        reproducible=isinstance(one := root.get("reproducible"), Scalar) and one.value is True,
    )


def check_upkeep(stages: Stages, report: Report) -> Stages:
    """Reports a `best` that no phase logs."""
    named = [(stage, _best(stage.tree.root)) for stage in stages.stages]
    known = list(
        dict.fromkeys(
            name
            for stage in stages.stages
            if stage.game is not None
            for phase in stage.phases or ()
            for name in (*logged_numbers(phase, stage.game), *measured_numbers(stage.evaluation))
        )
    )
    _, best = named[-1]
    if best is not None and known and best.text not in known:
        message = f"no update logs a number `{best.text}`"
        report.add("GC0608", best.span, message, label=did_you_mean(best.text, known), help=f"logged are {', '.join(known)}")  # fmt: skip
    twice = stages.stages[-1].tree.root.get("evaluate")
    chosen_twice = twice.get("best") if isinstance(twice, Mapping) else None
    if best is not None and chosen_twice is not None:
        message = f"the best checkpoint is chosen by `{best.text}` here, and by another number under `evaluate`"
        other = Mark(span=chosen_twice.span, label="the other")
        report.add("GC0608", best.span, message, help="leave out one of them", marks=(other,))
    return stages


def _best(root: Mapping) -> Scalar | None:
    checkpoints = root.get("checkpoints")
    best = checkpoints.get("best") if isinstance(checkpoints, Mapping) else None
    name = best.entries[0].value if isinstance(best, Mapping) and best.entries else None
    return name if isinstance(name, Scalar) else None


def _rollback(node: Node | None) -> Rollback | None:
    kind, given = chosen(node) if node is not None else ("stop", None)
    if kind != "rollback":
        return None
    rate, times = _value(given, "rate"), _value(given, "times")
    return Rollback(
        rate=float(rate) if isinstance(rate, int | float) else RATE, times=times if isinstance(times, int) else TIMES
    )


def _value(node: Node | None, key: str) -> object:
    one = node.get(key) if isinstance(node, Mapping) else None
    return one.value if isinstance(one, Scalar) else None
