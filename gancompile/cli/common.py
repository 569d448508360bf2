"""Shared by several verbs: the arguments for a spec, and the printing of diagnostics."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from gancompile.compiler import Compilation, Diagnostic, compile_file
from gancompile.compiler.diagnostics import Severity, render, summary
from gancompile.compiler.diagnostics.render import BOLD, RESET
from gancompile.compiler.spec.spec_text import MAX_PARAMETERS

Verbs = Any
ANY_NUMBER = 2**62
"""Of weights: what was built once is not too large to be looked at again."""


def add_spec_arguments(parser: argparse.ArgumentParser) -> None:
    """SPEC and its options."""
    parser.add_argument("spec", type=path_argument, metavar="SPEC", help="a spec's file")
    add_override_arguments(parser)


def add_override_arguments(parser: argparse.ArgumentParser) -> None:
    """--set, --seed and --max-parameters."""
    parser.add_argument(
        "--set",
        action="append",
        type=assignment,
        default=[],
        metavar="KEY=VALUE",
        help="replace one value, such as data.batch=32; may be repeated",
    )
    parser.add_argument("--seed", type=seed, metavar="N", help="the seed of everything random, 0 to 2147483647")
    parser.add_argument(
        "--max-parameters",
        type=positive,
        default=MAX_PARAMETERS,
        metavar="N",
        help=f"how many weights all networks together may have ({MAX_PARAMETERS:,})",
    )


def path_argument(text: str) -> Path:
    """A path from the command line; `Path("")` would be the working folder."""
    if not text:
        raise argparse.ArgumentTypeError("the path is empty")
    return Path(text)


def assignment(text: str) -> str:
    """KEY=VALUE from the command line."""
    path, equals, _ = text.partition("=")
    if not equals or not all(path.split(".")):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form KEY=VALUE, such as data.batch=32")
    return text


def seed(text: str) -> int:
    """A seed from the command line."""
    value = int(text)
    if not 0 <= value < 2**31:
        raise argparse.ArgumentTypeError("a seed is from 0 to 2147483647")
    return value


def positive(text: str) -> int:
    """A whole number above 0 from the command line; `2e9` is one."""
    try:
        value = int(text)
    except ValueError:
        value = int(float(text)) if float(text).is_integer() else 0
    if value < 1:
        raise argparse.ArgumentTypeError("a whole number above 0 is wanted")
    return value


def not_negative(text: str) -> int:
    """A whole number, 0 or more, from the command line."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("a whole number, 0 or more, is wanted")
    return int(text)


def round_or_best(text: str) -> int | str:
    """A round of a training from the command line, or `best`."""
    return text if text == "best" else positive(text)


def compiled(parsed: argparse.Namespace, *, steps: int | None = None, after: str | None = None) -> Compilation:
    """The spec of the command line, compiled; its diagnostics go to the standard error. after: the last step to take, if not all."""
    compilation = compile_with(parsed.spec, parsed, steps=steps, after=after)
    is_quiet = getattr(parsed, "quiet", False)
    diagnostics = [one for one in compilation.diagnostics if not is_quiet or one.severity is Severity.ERROR]
    print_diagnostics(diagnostics, sys.stderr)
    return compilation


def compile_with(
    path: Path,
    parsed: argparse.Namespace,
    *,
    steps: int | None = None,
    after: str | None = None,
    all_data: bool = False,
) -> Compilation:
    """A spec, compiled as the command line asks for; nothing is printed."""
    return compile_file(
        path,
        overrides=parsed.set,
        seed=parsed.seed,
        max_parameters=parsed.max_parameters,
        steps=steps,
        after=after,
        all_data=all_data,
    )


def print_diagnostics(diagnostics: Sequence[Diagnostic], stream: TextIO, *, strict: bool = False) -> None:
    """Prints diagnostics, how many there are, and on a terminal how to learn more. strict: whether warnings count as errors."""
    color = wants_color(stream)
    for diagnostic in diagnostics:
        print(render(diagnostic, color=color), file=stream)
    if diagnostics:
        is_strict = any(diagnostic.severity is Severity.WARNING for diagnostic in diagnostics) and strict
        print(f"{summary(diagnostics)}{' (--strict: a warning is an error)' if is_strict else ''}", file=stream)
        if stream.isatty():
            print(f"for more about an error: gancompile explain {diagnostics[0].code}", file=stream)


def bold(text: str, stream: TextIO) -> str:
    """A heading, bold on a terminal."""
    return f"{BOLD}{text}{RESET}" if wants_color(stream) else text


def wants_color(stream: TextIO) -> bool:
    """Colours are for a terminal whose user has not refused them (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
