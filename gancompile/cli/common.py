"""What several verbs share: their arguments for a spec, and the telling of diagnostics."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from gancompile.compiler import Compilation, Diagnostic, compile_file
from gancompile.compiler.diagnostics import render, summary

Verbs = Any


def add_spec_arguments(parser: argparse.ArgumentParser) -> None:
    """SPEC, --set, --seed."""
    parser.add_argument("spec", type=Path, metavar="SPEC", help="a spec's file")
    add_override_arguments(parser)


def add_override_arguments(parser: argparse.ArgumentParser) -> None:
    """--set and --seed."""
    parser.add_argument(
        "--set",
        action="append",
        type=assignment,
        default=[],
        metavar="KEY=VALUE",
        help="replace one value, such as data.batch=32; may be repeated",
    )
    parser.add_argument("--seed", type=seed, metavar="N", help="the seed of everything random, 0 to 2147483647")


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


def compiled(parsed: argparse.Namespace) -> Compilation:
    """The spec of the command line, compiled; its diagnostics are told on the standard error."""
    compilation = compile_file(parsed.spec, overrides=parsed.set, seed=parsed.seed)
    tell(compilation.diagnostics, sys.stderr)
    return compilation


def tell(diagnostics: Sequence[Diagnostic], stream: TextIO) -> None:
    """Prints diagnostics, and how many there are."""
    color = wants_color(stream)
    for diagnostic in diagnostics:
        print(render(diagnostic, color=color), file=stream)
    if diagnostics:
        print(summary(diagnostics), file=stream)


def wants_color(stream: TextIO) -> bool:
    """Colours are for a terminal whose user has not refused them (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
