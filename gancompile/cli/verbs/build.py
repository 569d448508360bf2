"""`gancompile build SPEC`: check, compile, train, export. A build that was stopped goes on where it was."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from pathlib import Path

from gancompile.cli.collector import collect_as_usual
from gancompile.cli.common import Verbs, add_spec_arguments, compiled, path_argument, positive
from gancompile.cli.exit_codes import Exit
from gancompile.cli.up_to_date import is_up_to_date
from gancompile.spec import Spec

ORDER = 100


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("build", help="train a spec and export a SavedModel", description=__doc__)
    add_spec_arguments(parser)
    parser.add_argument("--out", type=path_argument, metavar="DIR", help="where to build (build/NAME)")
    parser.add_argument("--steps", type=positive, metavar="N", help="rounds of each phase, instead of its own length")
    parser.add_argument("--no-train", action="store_true", help="compile and export with initial weights")
    parser.add_argument("--fresh", action="store_true", help="begin at round 0, whatever was built before")
    parser.add_argument("-q", "--quiet", action="store_true", help="print nothing but errors")
    parser.add_argument("--json", action="store_true", help="print progress as one JSON object a line")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    compilation = compiled(parsed, steps=parsed.steps)
    if compilation.failed:
        return Exit.SPEC_IS_WRONG
    spec = Spec(compilation)
    folder = parsed.out or spec.default_folder

    if not parsed.fresh and is_up_to_date(folder, spec.digest, trained=not parsed.no_train):
        if parsed.json:
            print(json.dumps({"event": "up to date", "path": str(folder)}))
        elif not parsed.quiet:
            print(f"{folder} is up to date (--fresh builds it again)")
        return Exit.FINE
    spec.write(folder)
    return _build(folder, parsed)


def _build(folder: Path, parsed: argparse.Namespace) -> Exit:
    again = shlex.join(["gancompile", *(argument for argument in sys.argv[1:] if argument != "--fresh")])
    try:
        return _run(folder, parsed, again)
    except KeyboardInterrupt:
        print(f"stopped between rounds; nothing that was written is lost\nto go on: {again}", file=sys.stderr)
        return Exit.INTERRUPTED


def _run(folder: Path, parsed: argparse.Namespace, again: str) -> Exit:
    if not parsed.quiet and not parsed.json:
        print(f"building {folder}", flush=True)  # importing TensorFlow takes up to ten seconds
    from gancompile.cli.quiet import quiet

    quiet(None if parsed.fresh else folder)
    import tensorflow as tf

    from gancompile.catalogue.sources.data_error import DataError
    from gancompile.cli.progress import listener
    from gancompile.runtime.builder import build_folder
    from gancompile.runtime.export import ExportError
    from gancompile.runtime.program import FolderError
    from gancompile.runtime.trackers import TrackerError
    from gancompile.runtime.training import Interrupted, TrainingError

    collect_as_usual()
    hears = listener(quiet=parsed.quiet, json=parsed.json)
    try:
        build_folder(folder, hears, trained=not parsed.no_train, fresh=parsed.fresh)
    except Interrupted as stopped:
        where = folder / "checkpoints"
        print(
            f"stopped after round {stopped.round:,}; the checkpoint is in {where}\nto go on: {again}", file=sys.stderr
        )
        return Exit.INTERRUPTED
    except (DataError, ExportError, FolderError, TrackerError, TrainingError) as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    except tf.errors.ResourceExhaustedError:
        message = "the machine has not enough memory for this; smaller networks or a smaller `data.batch` take less"
        print(f"error: {message}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    return Exit.FINE
