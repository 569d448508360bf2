"""`gancompile serving-config BUILD --for SERVER`: what another server needs to serve an export, as files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gancompile.cli.common import Verbs, path_argument
from gancompile.cli.exit_codes import Exit
from gancompile.deployment import DeploymentError, configure, read_exported_model, target_names, targets

ORDER = 116


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("serving-config", help="write what other servers need", description=__doc__)
    parser.add_argument("build", type=path_argument, metavar="BUILD", help="a build's folder")
    parser.add_argument(
        "--for",
        dest="target",
        required=True,
        choices=target_names(),
        metavar="SERVER",
        help=f"one of {', '.join(target_names())}",
    )
    parser.add_argument(
        "-o", "--out", type=path_argument, metavar="FOLDER", help="where the files go (BUILD/serving/SERVER)"
    )
    parser.add_argument(
        "--storage", metavar="URI", help="from where a cluster reads the versions, such as s3://models/dcgan"
    )
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    model = read_exported_model(parsed.build)
    if model is None:
        print(
            f"error: `{parsed.build}` holds no SavedModel with a contract; `gancompile build SPEC` makes one",
            file=sys.stderr,
        )
        return Exit.MACHINE_OR_DATA
    folder: Path = parsed.out or parsed.build / "serving" / parsed.target
    try:
        made = configure(targets()[parsed.target], model, folder, storage=parsed.storage)
    except DeploymentError as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    for path in made.files:
        print(path)
    print(f"\n{made.after}")
    return Exit.FINE
