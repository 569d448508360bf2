"""`gancompile sample BUILD`: samples from a build's SavedModel, as a picture, an array, or what they are: rows, sounds, lines."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import Any

from gancompile.cli.collector import collect_as_usual
from gancompile.cli.common import Verbs, path_argument, seed
from gancompile.cli.exit_codes import Exit
from gancompile.folder import NoCheckpointError

ORDER = 110

ENDINGS = frozenset({".csv", ".npy", ".png", ".txt", ".wav"})


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("sample", help="draw samples from a build", description=__doc__)
    parser.add_argument("build", type=path_argument, metavar="BUILD", help="a build's folder, or a SavedModel's")
    parser.add_argument("-n", "--number", type=_positive, default=64, metavar="N", help="how many (64)")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="the same seed draws the same samples (0)")
    parser.add_argument(
        "--label",
        type=label,
        metavar="L[,L...]",
        help="of a conditional generator, by name or number; several are taken in turn",
    )
    parser.add_argument(
        "--at",
        type=_positive,
        metavar="ROUND",
        help="from the checkpoint after this round, instead of the newest export",
    )
    parser.add_argument("--columns", type=_positive, metavar="N", help="of the grid of images")
    parser.add_argument(
        "-o",
        "--out",
        type=path_argument,
        default=Path("samples.png"),
        metavar="FILE",
        help="a .png or .npy, or .csv, .wav or .txt (samples.png)",
    )
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    if parsed.out.suffix.lower() not in ENDINGS or not parsed.out.absolute().parent.is_dir():
        known = (
            "it ends in .png, .npy, .csv, .wav or .txt"
            if parsed.out.absolute().parent.is_dir()
            else "there is no such folder"
        )
        print(f"error: cannot write samples to `{parsed.out}`: {known}", file=sys.stderr)
        return Exit.USAGE
    from gancompile.cli.quiet import quiet

    quiet()
    from gancompile.runtime.program import FolderError
    from gancompile.runtime.sampling import NoModelError, SampleError, write_samples
    from gancompile.runtime.training import TrainingError

    collect_as_usual()
    try:
        samples, encoding = _samples(parsed)
        paths = write_samples(samples, parsed.out, columns=parsed.columns, encoding=encoding)
    except (FolderError, NoCheckpointError, SampleError, TrainingError) as error:
        print(f"error: {error}", file=sys.stderr)
        is_usage = isinstance(error, SampleError) and not isinstance(error, NoModelError)
        return Exit.USAGE if is_usage else Exit.MACHINE_OR_DATA
    print(f"{parsed.number} samples in {paths[0]}" + (f" to {paths[-1].name}" if len(paths) > 1 else ""))
    return Exit.FINE


def _samples(parsed: argparse.Namespace) -> tuple[Any, Any]:
    """The samples and their encoding, from the newest export or from a checkpoint."""
    if parsed.at is None:
        from gancompile.runtime.sampling import encoding_of, sample

        samples = sample(parsed.build, parsed.number, seed=parsed.seed, labels=parsed.label)
        return samples, encoding_of(parsed.build)
    from gancompile.runtime.builder import sample_at

    made = sample_at(parsed.build, parsed.at, parsed.number, seed=parsed.seed, labels=parsed.label)
    return made.samples, made.encoding


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1 is wanted")
    return value


def label(text: str) -> list[str]:
    """Names or numbers between commas; quotes around a name that holds one."""
    return [part.strip() for part in next(csv.reader([text], skipinitialspace=True), [])]
