"""`gancompile doctor BUILD`: what the records and metrics of a training say, and what to try next. Exit code 0 whatever is found."""

from __future__ import annotations

import argparse
import json
import sys

from gancompile.cli.common import Verbs, path_argument
from gancompile.cli.exit_codes import Exit

ORDER = 112


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("doctor", help="report what went well or wrong in a training", description=__doc__)
    parser.add_argument("build", type=path_argument, metavar="BUILD", help="a build's folder; it may still be training")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    from gancompile.doctor import examine, read_training
    from gancompile.pages import NoBuildError

    try:
        diagnosis = examine(read_training(parsed.build))
    except NoBuildError as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.USAGE
    print(json.dumps(diagnosis.as_json(), indent=2) if parsed.json else diagnosis.as_text(), end="\n" * parsed.json)
    return Exit.FINE
