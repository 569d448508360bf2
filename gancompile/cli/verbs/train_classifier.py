"""`gancompile train-classifier SPEC -o FILE`: a classifier of the labelled data of a spec or a build, for `evaluate`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from gancompile.cli.collector import collect_as_usual
from gancompile.cli.common import Verbs, add_override_arguments, compiled, path_argument
from gancompile.cli.exit_codes import Exit

ORDER = 104


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("train-classifier", help="train a classifier for `evaluate`", description=__doc__)
    parser.add_argument("spec", type=path_argument, metavar="SPEC", help="a spec's file, or a build's folder")
    add_override_arguments(parser)
    parser.add_argument(
        "-o", "--out", type=path_argument, default=Path("classifier.keras"), metavar="FILE",
        help="the classifier (classifier.keras)",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    if parsed.out.suffix != ".keras" or not parsed.out.absolute().parent.is_dir():
        reason = "it ends in .keras" if parsed.out.suffix != ".keras" else "there is no such folder"
        print(f"error: cannot write a classifier to `{parsed.out}`: {reason}", file=sys.stderr)
        return Exit.USAGE
    if parsed.spec.is_dir():
        if not (parsed.spec / "program.json").exists():
            print(f"error: `{parsed.spec}` is no build's folder", file=sys.stderr)
            return Exit.USAGE
        return _train(parsed.spec, parsed.out)
    compilation = compiled(parsed)
    if compilation.failed:
        return Exit.SPEC_IS_WRONG
    from gancompile.spec import Spec

    with tempfile.TemporaryDirectory() as folder:
        return _train(Spec(compilation).write(Path(folder) / "compiled"), parsed.out)


def _train(folder: Path, out: Path) -> Exit:
    from gancompile.cli.quiet import quiet

    quiet()
    from gancompile.catalogue.sources.data_error import DataError
    from gancompile.runtime.evaluation import EvaluationError, Evaluator, Listener
    from gancompile.runtime.evaluation.features.classifier import train_to
    from gancompile.runtime.program import FolderError, read_program

    collect_as_usual()
    try:
        program = read_program(folder)
        evaluator = Evaluator(program, folder=folder, listener=Listener(message=lambda text: print(text, flush=True)))
        situation = evaluator.reference.situation
        label = program.evaluation.label if program.evaluation is not None else None
        print(f"training on {situation.reals.number:,} examples", flush=True)
        names = program.class_names(label) if label is not None else ()
        notes = train_to(out, situation, names=names, trained_on=f"the data of {program.name}")
    except (DataError, EvaluationError, FolderError) as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    print(
        f"{out}: right about {notes.accuracy:.1%} of {notes.held_out:,} held-out examples of {len(notes.classes)} classes"
    )
    print(f"use it by `evaluate: {{features: {{classifier: {{file: {out}}}}}}}`")
    return Exit.FINE
