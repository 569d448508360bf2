"""`gancompile check SPEC...`: every mistake that can be known before training."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gancompile.cli.common import Verbs, add_override_arguments, tell
from gancompile.cli.exit_codes import Exit
from gancompile.compiler import compile_file


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("check", help="tell every mistake of specs, without TensorFlow", description=__doc__)
    parser.add_argument("specs", type=Path, nargs="+", metavar="SPEC", help="a spec's file")
    add_override_arguments(parser)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    failed = False
    for path in parsed.specs:
        compilation = compile_file(path, overrides=parsed.set, seed=parsed.seed)
        tell(compilation.diagnostics, sys.stderr)
        failed = failed or compilation.failed
        if compilation.program is not None:
            program = compilation.program
            print(
                f"{path}: fine ({len(program.networks)} networks, {len(program.game.players)} players, {program.rounds:,} rounds)"
            )
    return Exit.SPEC_IS_WRONG if failed else Exit.FINE
