"""`gancompile export BUILD`: exports a build as it is or as it was after an earlier round, in any format; the exports there are stay."""

from __future__ import annotations

import argparse
import sys

from gancompile.catalogue.export_format_rows import DEFAULT_FORMATS, export_format_rows
from gancompile.cli.collector import collect_as_usual
from gancompile.cli.common import Verbs, path_argument, positive, round_or_best
from gancompile.cli.exit_codes import Exit
from gancompile.cli.origin_note import note_origin
from gancompile.folder import FolderInUse, FullDisk, NoCheckpointError, folder_lock, full_disk
from gancompile.folder.checkpoint_files import newest_onednn

ORDER = 105


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("export", help="export a build, or an earlier round of it", description=__doc__)
    parser.add_argument("build", type=path_argument, metavar="BUILD", help="a build's folder")
    parser.add_argument(
        "--at",
        type=round_or_best,
        metavar="ROUND",
        help="the round whose checkpoint is exported, or `best`, by the number that the spec names (the newest)",
    )
    rows = export_format_rows()
    parser.add_argument(
        "--format", choices=list(rows), default=DEFAULT_FORMATS[0], metavar="FORMAT",
        help=f"{_listed(list(rows))} ({DEFAULT_FORMATS[0]})",
    )  # fmt: skip
    parser.add_argument(
        "--to", type=path_argument, metavar="FOLDER",
        help="where the versions stand: FOLDER/1, FOLDER/2, ... (the format's folder in the build)",
    )  # fmt: skip
    parser.add_argument(
        "--quantize", choices=list(dict.fromkeys(one for row in rows.values() for one in row.quantize)),
        help="smaller weights, for litert: float16 halves them; dynamic takes a quarter, and loses more",
    )  # fmt: skip
    parser.add_argument(
        "--keep", type=positive, metavar="N",
        help="remove all but the newest N versions there (all stay; in the build, `keep_versions` of the spec)",
    )  # fmt: skip
    parser.set_defaults(run=run)


def _listed(names: list[str]) -> str:
    return " or ".join(one for one in (", ".join(names[:-1]), names[-1]) if one)


def run(parsed: argparse.Namespace) -> Exit:
    if not (parsed.build / "program.json").exists():
        print(f"error: `{parsed.build}` is no build's folder", file=sys.stderr)
        return Exit.USAGE
    if parsed.to is not None and parsed.to.exists() and not parsed.to.is_dir():
        print(f"error: `{parsed.to}` is no folder", file=sys.stderr)
        return Exit.USAGE
    if parsed.quantize and parsed.quantize not in export_format_rows()[parsed.format].quantize:
        known = [row.key for row in export_format_rows().values() if parsed.quantize in row.quantize]
        print(f"error: `{parsed.format}` has no `--quantize {parsed.quantize}`; {_listed(known)} has", file=sys.stderr)
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
    note_origin(parsed.build, "its `model.py`")
    from gancompile.cli.progress import listener
    from gancompile.runtime.builder import export_at
    from gancompile.runtime.export import ExportError
    from gancompile.runtime.program import FolderError
    from gancompile.runtime.training import TrainingError

    collect_as_usual()
    try:
        with listener(quiet=False, json=False) as hears, full_disk("the export", parsed.to or parsed.build):
            round = export_at(
                parsed.build, parsed.at, hears,
                format=parsed.format, to=parsed.to, quantize=parsed.quantize, keep=parsed.keep,
            )  # fmt: skip
    except (ExportError, FolderError, FullDisk, NoCheckpointError, TrainingError) as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    print(f"exported as after round {round:,}")
    return Exit.FINE
