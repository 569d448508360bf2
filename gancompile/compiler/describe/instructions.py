"""The instructions of an update as text: draws, runs, tapes, gradients, lazy terms, terms, the loss, and what follows the step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from typing_extensions import assert_never

from gancompile.compiler.ir.curve import Curve
from gancompile.compiler.ir.game import Setting
from gancompile.compiler.ir.printer import print_number, print_value
from gancompile.compiler.ir.value import Apply, Value
from gancompile.compiler.plan.instruction import (
    Block,
    Compute,
    LazyTerm,
    Log,
    Loss,
    Run,
    Sample,
    TakeGradients,
    TermOf,
)
from gancompile.compiler.plan.update_plan import UpdatePlan


def instructions_text(update: UpdatePlan) -> str:
    """An update in the order in which the emitted method writes it; what stands under a tape is indented."""
    names: dict[Value, str] = {draw: draw.name for draw in update.arguments}
    lines = [f"update_{update.player.name}({', '.join(draw.name for draw in update.arguments)})"]
    lines += _indented(_block(update.fixed, names))
    lines += ["  tape:", *_indented(_block(update.taped, names), 4)]
    lines += _indented([f"metric {line}" for line in _block(update.watched, names)])
    lines += _indented(_afterwards(update))
    lines += _indented(f"log {_log(log, names)}" for log in update.logs)
    return "\n".join(lines) + "\n"


def _indented(lines: Iterator[str] | Sequence[str], by: int = 2) -> list[str]:
    return [f"{' ' * by}{line}" for line in lines]


def _block(block: Block, names: dict[Value, str]) -> Iterator[str]:
    """names: of the values so far, to which it adds its own."""
    for one in block:
        match one:
            case Sample(draw=draw, factor=factor):
                names[draw] = draw.name
                more = f" times {factor}" if factor > 1 else ""
                yield f"{draw.name} = draw {draw.distribution} {list(draw.shape)}{more}"
            case Run(values=values):
                joined = " joined" if len(values) > 1 else ""
                inputs = ", ".join(_inputs(value, names) for value in values)
                yield f"{', '.join(one.names)} = run {one.network}({inputs}){joined}{' fixed' if one.is_fixed else ''}"
                names.update(zip(values, one.names, strict=True))
            case Compute(value=value, name=name):
                yield f"{name} = {print_value(value, names)}"
                names[value] = name
            case TakeGradients():
                yield f"tape {one.tape} of {', '.join(print_value(value, names) for value in one.watched)}:"
                yield from _indented(_block(one.body, names))
                for gradient, name in zip(one.gradients, one.names, strict=True):
                    yield f"{name} = gradient of {print_value(gradient.of, names)} by {print_value(gradient.by, names)}"
                names.update(zip(one.gradients, one.names, strict=True))
            case LazyTerm():
                inside = dict(names)
                yield f"{', '.join(one.names)} = in every {one.every_rounds}th round, else 0:"
                yield from _indented(_block(one.body, inside))
                yield from _indented([f"give {', '.join(print_value(value, inside) for value in one.values)}"])
                names.update(zip(one.values[1:], one.names[1:], strict=True))
            case TermOf(value=value, name=name):
                yield f"{name} = term {print_value(value, names)}"
            case Loss(value=value, terms=terms, regularized=regularized):
                written = print_value(value, names) if value is not None else " + ".join(terms)
                weights = "".join(f" + regularizers of {network}" for network in regularized)
                yield f"loss = {written}{weights}"
            case _:
                assert_never(one)


def _inputs(run: Apply, names: dict[Value, str]) -> str:
    texts = [print_value(value, names) for value in run.inputs]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _afterwards(update: UpdatePlan) -> Iterator[str]:
    optimizer = update.player.optimizer
    settings = ", ".join(f"{name}={_setting(value)}" for name, value in optimizer.arguments)
    clip = update.step.clip
    if clip is not None:
        kind, most = ("norm", clip.norm) if clip.norm is not None else ("value", clip.value)
        yield f"clip gradients by {kind} {_setting(most)}"
    yield f"step {optimizer.keras}({settings}) of {', '.join(update.player.networks)}"
    for limit in update.limits:
        yield f"limit {limit.network} by {limit.how.value} {_setting(limit.limit)}"
    for average in update.averages:
        how = (
            f"decay {_setting(average.decay)}"
            if average.half_life is None
            else f"half-life {_setting(average.half_life)}"
        )
        yield f"average {average.network}, {how}"


def _setting(value: Setting) -> str:
    return print_number(value) if isinstance(value, Curve) else str(value)


def _log(log: Log, names: dict[Value, str]) -> str:
    value = print_value(log.value, names) if log.value is not None else log.variable
    return f"{log.name} = {'-' if log.negated else ''}{value}"
