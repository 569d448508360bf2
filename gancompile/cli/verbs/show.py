"""`gancompile show SPEC`: its networks layer by layer, with shapes, weights and work; the resolved spec; the typed IR; or a drawing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gancompile.cli.common import Verbs, add_spec_arguments, compiled, path_argument
from gancompile.cli.exit_codes import Exit
from gancompile.compiler import Compilation
from gancompile.compiler.pipeline import IR_STEPS

ORDER = 50

DRAWINGS = (".svg", ".mmd")


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("show", help="print a spec's networks as tables, or draw them", description=__doc__)
    add_spec_arguments(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--resolved", action="store_true", help="print the whole spec with everything decided")
    what.add_argument("--ir", action="store_true", help="print the typed program that the source is emitted from")
    what.add_argument(
        "--graph", type=path_argument, metavar="FILE", help="draw who feeds whom: a .svg, or a .mmd for Mermaid"
    )
    parser.add_argument(
        "--after", metavar="STEP", help=f"with --ir: as it is after this step of the compiler: {', '.join(IR_STEPS)}"
    )
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    if parsed.graph is not None and parsed.graph.suffix.lower() not in DRAWINGS:
        print(f"error: cannot draw `{parsed.graph}`: it ends in {' or '.join(DRAWINGS)}", file=sys.stderr)
        return Exit.USAGE
    if parsed.after is not None and (message := _no_step(parsed)) is not None:
        print(f"error: {message}", file=sys.stderr)
        return Exit.USAGE
    compilation = compiled(parsed, after=parsed.after)
    if compilation.failed:
        return Exit.SPEC_IS_WRONG
    if parsed.graph is not None:
        _draw(compilation, parsed.graph)
    elif parsed.resolved:
        from gancompile.compiler.emit import lock

        print(lock(compilation.compiled), end="")
    elif parsed.ir:
        from gancompile.compiler.ir.printer import print_programs

        print(print_programs(compilation.compiled), end="")
    else:
        from gancompile.compiler.describe import tables

        print(tables(compilation.program), end="")
    return Exit.FINE


def _no_step(parsed: argparse.Namespace) -> str | None:
    """The reason why there is no IR after the step that is named, if so."""
    from gancompile.compiler.diagnostics import did_you_mean

    if not parsed.ir:
        return "`--after` goes with `--ir`"
    if parsed.after in IR_STEPS:
        return None
    hint = did_you_mean(parsed.after, IR_STEPS) or f"there are {', '.join(IR_STEPS)}"
    return f"there is no step `{parsed.after}` with an IR: {hint}"


def _draw(compilation: Compilation, path: Path) -> None:
    from gancompile.compiler.describe import graph_of, mermaid, svg
    from gancompile.files import write_atomically

    graph = graph_of(compilation.program)
    write_atomically(path, svg(graph) if path.suffix.lower() == ".svg" else mermaid(graph))
    print(f"the graph is in {path}")
