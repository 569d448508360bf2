"""`gancompile zoo`: the specs that come with gancompile, and the text of one of them."""

from __future__ import annotations

import argparse
import sys

from gancompile.cli.common import Verbs
from gancompile.cli.exit_codes import Exit

ORDER = 10


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("zoo", help="list the specs that come along, or print one", description=__doc__)
    parser.add_argument("name", nargs="?", metavar="NAME", help="the spec to print, such as gan-ring or dcgan")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    from gancompile.compiler.zoo.zoo import find, not_found, zoo

    if parsed.name is None:
        _list()
        return Exit.FINE
    found = find(parsed.name)
    if found is None:
        print(f"error: {not_found(parsed.name)}", file=sys.stderr)
        return Exit.USAGE
    print(zoo()[found].text, end="")
    return Exit.FINE


def _list() -> None:
    """A row for each spec, as it is compiled."""
    from gancompile.compiler.zoo.summary import summarized
    from gancompile.compiler.zoo.zoo import zoo

    widths = [max(len(text) for text in column) for column in ([*zoo()], [spec.paper for spec in zoo().values()])]
    for spec in zoo().values():
        about = summarized(spec)
        names = "  ".join(text.ljust(width) for text, width in zip((spec.name, spec.paper), widths, strict=True))
        print(f"{names}  {about.weights:>10,} weights  {about.task}", flush=True)
