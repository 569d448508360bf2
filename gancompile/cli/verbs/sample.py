"""`gancompile sample BUILD`: samples from a build's SavedModel, as a picture, an array, or what they are: rows, sounds, lines."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from gancompile.cli.collector import collect_as_usual
from gancompile.cli.common import Verbs, path_argument, seed
from gancompile.cli.exit_codes import Exit
from gancompile.folder import NoCheckpointError

ORDER = 110

MOST_COLUMNS = 16
ENDINGS = frozenset({".csv", ".npy", ".png", ".txt", ".wav"})


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("sample", help="draw samples from a build", description=__doc__)
    parser.add_argument("build", type=path_argument, metavar="BUILD", help="a build's folder, or a SavedModel's")
    parser.add_argument("-n", "--number", type=_positive, default=64, metavar="N", help="how many (64)")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="the same seed draws the same samples (0)")
    parser.add_argument(
        "--label",
        metavar="L[,L...]",
        help="the class of a conditional generator, by name or number; several are taken in turn",
    )
    parser.add_argument(
        "--with",
        dest="given",
        action="append",
        default=[],
        type=_condition,
        metavar="FIELD=VALUE",
        help="another field that the generator takes: classes, names of attributes, numbers, or an array in a .npy file",
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
    from gancompile.runtime.pictures import drawing_rule
    from gancompile.runtime.program import FolderError
    from gancompile.runtime.sampling import NoModelError, SampleError, write_samples
    from gancompile.runtime.training import TrainingError

    collect_as_usual()
    try:
        samples, encoding = _samples(parsed)
        titles = _titles(parsed)
        columns = parsed.columns or len(titles) or None
        titles = titles if columns == len(titles) else []
        paths = write_samples(samples, parsed.out, columns=columns, titles=titles, encoding=encoding)
    except (FolderError, NoCheckpointError, SampleError, TrainingError) as error:
        print(f"error: {error}", file=sys.stderr)
        is_usage = isinstance(error, SampleError) and not isinstance(error, NoModelError)
        return Exit.USAGE if is_usage else Exit.MACHINE_OR_DATA
    print(f"{parsed.number} samples in {paths[0]}" + (f" to {paths[-1].name}" if len(paths) > 1 else ""))
    is_images = encoding is None and getattr(samples, "ndim", 0) == 4
    if is_images and parsed.out.suffix.lower() == ".png" and (rule := drawing_rule(samples)):
        print(f"in the picture, {rule}; `-o {parsed.out.stem}.npy` keeps the numbers")
    return Exit.FINE


def _titles(parsed: argparse.Namespace) -> list[str]:
    """The classes that are asked for, which take turns, and so have a column each."""
    from gancompile.runtime.sampling.condition_values import split

    asked = list(map(str, split(parsed.label))) if parsed.label else []
    return asked if 1 < len(asked) <= MOST_COLUMNS else []


def _samples(parsed: argparse.Namespace) -> tuple[Any, Any]:
    """The samples and their encoding, from the newest export or from a checkpoint."""
    given = dict(parsed.given) | ({} if parsed.label is None else {"label": parsed.label})
    if parsed.at is None:
        from gancompile.runtime.sampling import description_of, sample

        samples = sample(parsed.build, parsed.number, seed=parsed.seed, given=given)
        return samples, description_of(parsed.build).encoding
    from gancompile.runtime.builder import sample_at

    made = sample_at(parsed.build, parsed.at, parsed.number, seed=parsed.seed, given=given)
    return made.samples, made.encoding


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1 is wanted")
    return value


def _condition(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError(f"`{text}` is not of the form FIELD=VALUE")
    return name.replace(".", "_"), value
