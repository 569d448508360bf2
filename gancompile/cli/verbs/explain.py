"""`gancompile explain CODE`: what an error or a warning means, with a wrong spec and the mended one; or what a name of the language is."""

from __future__ import annotations

import argparse
import sys

from gancompile.cli.common import Verbs, bold
from gancompile.cli.exit_codes import Exit

ORDER = 40


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser(
        "explain", help="explain an error's code, or a layer, an objective, ...", description=__doc__
    )
    parser.add_argument(
        "what",
        nargs="?",
        metavar="CODE",
        help="such as GC0203, or a name such as hinge or conv2d; without it, all codes are listed",
    )
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    from gancompile.compiler.diagnostics.explanation import explanations

    if parsed.what is None:
        for page in explanations().values():
            print(f"{bold(page.code, sys.stdout)}  {page.title}")
        return Exit.FINE
    return _explain(parsed.what)


def _explain(what: str) -> Exit:
    from gancompile.compiler.describe import entry_names, entry_text
    from gancompile.compiler.diagnostics import did_you_mean
    from gancompile.compiler.diagnostics.explanation import explanations

    page = explanations().get(what.upper())
    found = [(page.heading, page.text().rstrip())] if page else entry_text(what) or entry_text(what.lower())
    if not found:
        known = list(explanations()) if what[:1] in "Gg" and what[-1:].isdigit() else entry_names()
        hint = did_you_mean(what.upper() if known[0].isupper() else what.lower(), known)
        print(f"error: there is nothing called `{what}` to explain{f': {hint}' if hint else ''}", file=sys.stderr)
        print("`gancompile explain` lists all codes", file=sys.stderr)
        return Exit.USAGE
    print("\n\n".join(f"{bold(heading, sys.stdout)}\n\n{text}" for heading, text in found))
    return Exit.FINE
