"""`gancompile show SPEC`: its networks layer by layer, with shapes, weights and work; or the spec as it was understood; or a drawing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gancompile.cli.common import Verbs, add_spec_arguments, compiled
from gancompile.cli.exit_codes import Exit
from gancompile.compiler import Compilation

DRAWINGS = (".svg", ".mmd")


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("show", help="print a spec's networks as tables, or draw them", description=__doc__)
    add_spec_arguments(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--resolved", action="store_true", help="print the whole spec as it was understood")
    what.add_argument("--graph", type=Path, metavar="FILE", help="draw who feeds whom: a .svg, or a .mmd for Mermaid")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    if parsed.graph is not None and parsed.graph.suffix.lower() not in DRAWINGS:
        print(f"error: cannot draw `{parsed.graph}`: it ends in {' or '.join(DRAWINGS)}", file=sys.stderr)
        return Exit.USAGE
    compilation = compiled(parsed)
    if compilation.program is None:
        return Exit.SPEC_IS_WRONG
    if parsed.graph is not None:
        _draw(compilation, parsed.graph)
    elif parsed.resolved:
        print(compilation.lock(), end="")
    else:
        from gancompile.compiler.describe import tables

        print(tables(compilation.program), end="")
    return Exit.FINE


def _draw(compilation: Compilation, path: Path) -> None:
    from gancompile.compiler.describe import graph_of, mermaid, svg
    from gancompile.files import write_atomically

    assert compilation.program is not None
    graph = graph_of(compilation.program)
    write_atomically(path, svg(graph) if path.suffix.lower() == ".svg" else mermaid(graph))
    print(f"the graph is in {path}")
