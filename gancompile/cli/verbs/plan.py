"""`gancompile plan SPEC`: what each update runs, how often, by what a gradient is taken, and what it costs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from gancompile.catalogue.gpu_rows import gpu_rows
from gancompile.cli.common import Verbs, add_spec_arguments, compiled, positive
from gancompile.cli.exit_codes import Exit
from gancompile.compiler import compiled_plans
from gancompile.compiler.plan import Plan

ORDER = 70


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("plan", help="print what a round runs and what it costs", description=__doc__)
    add_spec_arguments(parser)
    parser.add_argument(
        "--instructions",
        action="store_true",
        help="print every instruction of each update instead: draws, runs, tapes, gradients, terms, the step",
    )
    predicted = parser.add_argument_group("predictions, by arithmetic alone")
    predicted.add_argument(
        "--gpu",
        choices=list(gpu_rows()),
        metavar="GPU",
        help=f"predict time and memory on one of {', '.join(gpu_rows())}",
    )
    predicted.add_argument(
        "--devices", type=_counts, default=(1,), metavar="N[,N...]", help="how many of them share each batch (1)"
    )
    predicted.add_argument("--per-machine", type=positive, default=8, metavar="N", help="how many a machine has (8)")
    predicted.add_argument(
        "--network", type=_rate, default=100.0, metavar="GBITS", help="Gbit/s between machines (100)"
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    compilation = compiled(parsed)
    if compilation.failed:
        return Exit.SPEC_IS_WRONG
    from gancompile.compiler.describe import instructions_text, plan_text

    plans = compiled_plans(compilation)
    if parsed.gpu is not None:
        return _predict(plans, parsed)
    if parsed.instructions:
        print("\n".join(instructions_text(update) for plan in plans for update in plan.updates), end="")
    else:
        print(plan_text(plans), end="")
    return Exit.FINE


def _predict(plans: Sequence[Plan], parsed: argparse.Namespace) -> Exit:
    """Prints what is predicted for a card."""
    from gancompile.compiler.describe import prediction_text
    from gancompile.compiler.plan.prediction import Machines, Unpredictable, predict

    gpu = gpu_rows()[parsed.gpu]
    try:
        predictions = [
            predict(
                plans, Machines(gpu=gpu, devices=count, per_machine=parsed.per_machine, network=parsed.network)
            )
            for count in parsed.devices
        ]  # fmt: skip
    except Unpredictable as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.SPEC_IS_WRONG
    print(prediction_text(predictions), end="")
    return Exit.FINE


def _counts(text: str) -> tuple[int, ...]:
    """Whole numbers above 0 from the command line, with commas between them."""
    return tuple(positive(one) for one in text.split(","))


def _rate(text: str) -> float:
    """A number above 0 from the command line."""
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError("a number above 0 is wanted")
    return value
