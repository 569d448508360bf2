"""`gancompile plan SPEC`: what each update runs, how often, by what a gradient is taken, and what it costs."""

from __future__ import annotations

import argparse

from gancompile.cli.common import Verbs, add_spec_arguments, compiled
from gancompile.cli.exit_codes import Exit
from gancompile.compiler import compiled_plans

ORDER = 70


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("plan", help="print what a round runs and what it costs", description=__doc__)
    add_spec_arguments(parser)
    parser.add_argument(
        "--instructions",
        action="store_true",
        help="print every instruction of each update instead: draws, runs, tapes, gradients, terms, the step",
    )
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    compilation = compiled(parsed)
    if compilation.failed:
        return Exit.SPEC_IS_WRONG
    from gancompile.compiler.describe import instructions_text, plan_text

    plans = compiled_plans(compilation)
    if parsed.instructions:
        print("\n".join(instructions_text(update) for plan in plans for update in plan.updates), end="")
    else:
        print(plan_text(plans), end="")
    return Exit.FINE
