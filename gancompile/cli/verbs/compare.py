"""`gancompile compare BUILD...`: one page with the curves, the newest samples and the differences of the specs of several builds."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gancompile.cli.common import ANY_NUMBER, Verbs, path_argument
from gancompile.cli.exit_codes import Exit
from gancompile.cli.open_page import open_page
from gancompile.compiler import Compilation, compile_file

if TYPE_CHECKING:
    from gancompile.compiler.describe.difference import Change
    from gancompile.pages import BuildFiles, Cell, Comparison

ORDER = 115


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("compare", help="write a page that compares builds", description=__doc__)
    parser.add_argument("builds", type=path_argument, nargs="+", metavar="BUILD", help="a build's folder")
    parser.add_argument(
        "-o", "--out", type=path_argument, default=Path("compare.html"), metavar="FILE",
        help="the page (compare.html)",
    )  # fmt: skip
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    if parsed.out.is_dir() or not parsed.out.absolute().parent.is_dir():
        reason = "it is a folder" if parsed.out.is_dir() else "there is no such folder"
        print(f"error: cannot write the page to `{parsed.out}`: {reason}", file=sys.stderr)
        return Exit.USAGE
    from gancompile.files import write_atomically
    from gancompile.pages import NoBuildError, comparison_page, read_build

    try:
        builds = [read_build(path) for path in parsed.builds]
    except NoBuildError as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    write_atomically(parsed.out, comparison_page(builds, spec_differences(builds)))
    print(f"{parsed.out} compares {', '.join(str(path) for path in parsed.builds)}")
    if parsed.open:
        open_page(parsed.out)
    return Exit.FINE


def spec_differences(builds: Sequence[BuildFiles]) -> Comparison:
    """The differences of each resolved spec from that of the first build whose spec still compiles."""
    from gancompile.compiler.describe.difference import differences
    from gancompile.pages import Comparison

    compilations = [compile_file(build.lock, max_parameters=ANY_NUMBER) for build in builds]
    problems = [_problem(build, one) for build, one in zip(builds, compilations, strict=True) if one.failed]
    compiled = [column for column, one in enumerate(compilations) if not one.failed]
    same: list[Cell] = ["" if column not in compiled[1:] else None for column in range(len(builds))]
    settings: dict[str, list[Cell]] = {}
    notes: dict[str, list[Cell]] = {}
    for column in compiled[1:]:
        for change in differences(compilations[compiled[0]], compilations[column]):
            rows = notes if change.is_remark else settings
            _add(rows.setdefault(change.path, list(same)), change, compiled[0], column)
    return Comparison(settings=settings, notes=notes, problems=problems)


def _problem(build: BuildFiles, compilation: Compilation) -> str:
    if not build.lock.exists():
        return f"{build.folder} has no spec.lock.yaml, and so its spec is not compared."
    message = compilation.diagnostics[0].message
    return f"The spec of {build.folder} does not compile with this gancompile, and so is not compared: {message}."


def _add(row: list[Cell], change: Change, first: int, column: int) -> None:
    """Enters a change. Several changes may have one path."""
    row[first] = row[first] or change.old or ""
    text = change.said if change.new is None else change.new
    row[column] = f"{row[column]}; {text}" if row[column] else text
