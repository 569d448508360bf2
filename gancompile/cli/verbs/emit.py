"""`gancompile emit SPEC`: the Keras source that would train, on the standard output."""

from __future__ import annotations

import argparse
import sys

from gancompile.cli.common import Verbs, add_spec_arguments, compiled
from gancompile.cli.exit_codes import Exit
from gancompile.compiler import compiled_files

ORDER = 80


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("emit", help="print the compiled Keras source, without TensorFlow", description=__doc__)
    add_spec_arguments(parser)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    compilation = compiled(parsed)
    if compilation.failed:
        return Exit.SPEC_IS_WRONG
    print(compiled_files(compilation).model, end="")
    count = len(compilation.programs)
    if count > 1:
        print(f"this is the last of {count} stages; `gancompile build` writes the others beside it", file=sys.stderr)
    return Exit.FINE
