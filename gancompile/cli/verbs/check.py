"""`gancompile check SPEC...`: every mistake that can be known before training."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from gancompile.cli.common import Verbs, add_override_arguments, compile_with, path_argument, print_diagnostics
from gancompile.cli.exit_codes import Exit
from gancompile.compiler import Compilation, Diagnostic
from gancompile.compiler.ir.batches import extent
from gancompile.compiler.ir.program import Program
from gancompile.compiler.spec.spec_files import spec_files

ORDER = 30


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("check", help="report every mistake in specs, without TensorFlow", description=__doc__)
    parser.add_argument(
        "specs", type=path_argument, nargs="+", metavar="SPEC", help="a spec's file, or a folder: all specs below it"
    )
    add_override_arguments(parser)
    parser.add_argument(
        "--data",
        action="store_true",
        help="read all examples, instead of headers and some, and name all that are broken",
    )
    parser.add_argument("--strict", action="store_true", help="a warning is an error")
    parser.add_argument(
        "--format",
        choices=("human", "json", "sarif"),
        default="human",
        help="json and sarif go to the standard output (human)",
    )
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    for folder in parsed.specs:
        if folder.is_dir() and not spec_files(folder):
            print(f"error: no spec is below `{folder}`: no *.yaml with a top-level key `gancompile`", file=sys.stderr)
            return Exit.USAGE
    checked = [(path, compile_with(path, parsed, all_data=parsed.data)) for path in _paths(parsed.specs)]
    diagnostics = _once(diagnostic for _, compilation in checked for diagnostic in compilation.diagnostics)
    wrong = sum(_is_wrong(compilation, strict=parsed.strict) for _, compilation in checked)
    parsed.verdict = verdict = Exit.SPEC_IS_WRONG if wrong else Exit.FINE
    if parsed.format == "human":
        print_diagnostics(diagnostics, sys.stderr, strict=parsed.strict)
        _report_what_is_fine(checked, wrong, strict=parsed.strict)
    else:
        print(_formatted(diagnostics, parsed.format), end="")
    return verdict


def _paths(given: list[Path]) -> list[Path]:
    """The files, each once, and for a folder those below it."""
    found = (path for one in given for path in (spec_files(one) if one.is_dir() else [one]))
    return list(dict.fromkeys(found))


def _once(diagnostics: Iterator[Diagnostic]) -> list[Diagnostic]:
    """Without those reported for another spec already: a base that several extend is reported once."""
    return list({(d.code, d.message, d.span.source.name, d.span.line, d.span.column): d for d in diagnostics}.values())


def _is_wrong(compilation: Compilation, *, strict: bool) -> bool:
    return compilation.failed or (strict and bool(compilation.diagnostics))


def _formatted(diagnostics: list[Diagnostic], format: str) -> str:
    if format == "json":
        from gancompile.compiler.diagnostics.json_format import json_text

        return json_text(diagnostics)
    from gancompile.compiler.diagnostics.sarif import sarif_text

    return sarif_text(diagnostics)


def _report_what_is_fine(checked: list[tuple[Path, Compilation]], wrong: int, *, strict: bool) -> None:
    for path, compilation in checked:
        if not compilation.failed and not _is_wrong(compilation, strict=strict):
            print(f"{path}: fine ({_size(compilation.programs)})")
    if len(checked) > 1:
        print(f"{len(checked)} specs checked: {f'{wrong} wrong' if wrong else 'all are fine'}")


def _size(programs: Sequence[Program]) -> str:
    program = programs[-1]
    return f"{len(program.networks)} networks, {len(program.game.players)} players, {program.rounds:,} rounds, {extent(programs)}"
