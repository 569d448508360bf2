"""`gancompile diff OLD NEW`: what differs between two specs in meaning. Exit code 0: nothing, 1: something, 2: one of them is wrong."""

from __future__ import annotations

import argparse
import sys

from gancompile.cli.common import Verbs, path_argument, print_diagnostics
from gancompile.cli.exit_codes import Exit
from gancompile.compiler import compile_file
from gancompile.compiler.diagnostics import Severity

ORDER = 60

SAME, DIFFERENT, TROUBLE = Exit.FINE, Exit.SPEC_IS_WRONG, Exit.USAGE
"""As `diff` has them, whose users ask a script's question: is it the same?"""


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("diff", help="report the semantic difference of two specs", description=__doc__)
    parser.add_argument("old", type=path_argument, metavar="OLD", help="a spec's file")
    parser.add_argument("new", type=path_argument, metavar="NEW", help="another one")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    old, new = (compile_file(path) for path in (parsed.old, parsed.new))
    if old.failed or new.failed:
        wrong = dict.fromkeys((*old.diagnostics, *new.diagnostics))
        print_diagnostics([one for one in wrong if one.severity is Severity.ERROR], sys.stderr)
        print("a spec that is wrong has no meaning to compare", file=sys.stderr)
        return TROUBLE
    from gancompile.compiler.describe.difference import differences

    found = differences(old, new)
    real = [change for change in found if not change.is_remark]
    for change in real:
        print(change)
    print(f"{len(real)} difference{'s' * (len(real) != 1)}" if real else "no difference in meaning")
    if len(found) > len(real):
        print("\nnames and notes, which change nothing of the mathematics:")
    for change in found[len(real) :]:
        print(f"  {change}")
    return DIFFERENT if real else SAME
