"""How a training is looked after: `checkpoints`, `on_nan` and `reproducible`."""

from __future__ import annotations

from gancompile.compiler.diagnostics import Report, did_you_mean
from gancompile.compiler.elaborate.schedule.until import logged_numbers
from gancompile.compiler.elaborate.stage import Stages
from gancompile.compiler.ir.program import Rollback, Upkeep
from gancompile.compiler.syntax import Mapping, Node, Scalar
from gancompile.compiler.syntax.choice import chosen

KEEP = 3
RATE, TIMES = 0.5, 3
"""Of a rollback that says neither."""


def read_upkeep(root: Mapping) -> Upkeep:
    """What the sections of a valid spec say; what they leave out has its default."""
    checkpoints = root.get("checkpoints")
    keep = _value(checkpoints, "keep")
    best = checkpoints.get("best") if isinstance(checkpoints, Mapping) else None
    which = next(iter(best), None) if isinstance(best, Mapping) else None
    return Upkeep(
        keep=None if keep == "all" else keep if isinstance(keep, int) else KEEP,
        best=which[1].text if which is not None and isinstance(which[1], Scalar) else None,
        highest=which is not None and which[0] == "highest",
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
            for name in logged_numbers(phase, stage.game)
        )
    )
    _, best = named[-1]
    if best is not None and known and best.text not in known:
        message = f"no update logs a number `{best.text}`"
        report.add("GC0608", best.span, message, label=did_you_mean(best.text, known), help=f"logged are {', '.join(known)}")  # fmt: skip
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
