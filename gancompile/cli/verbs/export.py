"""`gancompile export BUILD`: exports a build once more, as it is or as it was after an earlier round; the exports there are stay."""

from __future__ import annotations

import argparse
import sys

from gancompile.cli.collector import collect_as_usual
from gancompile.cli.common import Verbs, path_argument, positive
from gancompile.cli.exit_codes import Exit
from gancompile.folder import FolderInUse, FullDisk, NoCheckpointError, folder_lock, full_disk
from gancompile.folder.checkpoint_files import newest_onednn

ORDER = 105


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("export", help="export a build, or an earlier round of it", description=__doc__)
    parser.add_argument("build", type=path_argument, metavar="BUILD", help="a build's folder")
    parser.add_argument(
        "--at", type=positive, metavar="ROUND", help="the round whose checkpoint is exported (the newest)"
    )
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    if not (parsed.build / "program.json").exists():
        print(f"error: `{parsed.build}` is no build's folder", file=sys.stderr)
        return Exit.USAGE
    try:
        with folder_lock(parsed.build):
            return _export(parsed)
    except FolderInUse as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA


def _export(parsed: argparse.Namespace) -> Exit:
    from gancompile.cli.quiet import quiet

    quiet(newest_onednn(parsed.build))
    from gancompile.cli.progress import listener
    from gancompile.runtime.builder import export_at
    from gancompile.runtime.export import ExportError
    from gancompile.runtime.program import FolderError
    from gancompile.runtime.training import TrainingError

    collect_as_usual()
    try:
        with listener(quiet=False, json=False) as hears, full_disk("the export", parsed.build):
            round = export_at(parsed.build, parsed.at, hears)
    except (ExportError, FolderError, FullDisk, NoCheckpointError, TrainingError) as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    print(f"exported as after round {round:,}")
    return Exit.FINE
