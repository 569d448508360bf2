"""`gancompile sample BUILD`: samples from a build's SavedModel, into one file or one file each; walks between seeds; images translated,
a whole folder at a time; the answers of any signature."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

from gancompile.cli.collector import collect_as_usual
from gancompile.cli.common import Verbs, path_argument, seed
from gancompile.cli.exit_codes import Exit
from gancompile.folder import NoCheckpointError

ORDER = 110

ENDINGS = frozenset({".csv", ".npy", ".png", ".txt", ".wav"})
FILM_ENDINGS = frozenset({".gif", ".mp4", ".webp"})
Number = TypeVar("Number", int, float)


class Target(NamedTuple):
    """Where samples go: a file, or a folder with a file for each."""

    path: Path
    is_folder: bool


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("sample", help="draw samples from a build, translate images", description=__doc__)
    parser.add_argument("build", type=path_argument, metavar="BUILD", help="a build's folder, or a SavedModel's")
    parser.add_argument(
        "-n", "--number", type=_positive, metavar="N", help="how many (64, or as many as a given folder or table has)"
    )
    parser.add_argument("--seed", type=_seed, default=0, metavar="N", help="the same seed draws the same samples (0)")
    parser.add_argument(
        "--label",
        metavar="L[,L...]",
        help="the class of a conditional generator, by name or number; several are taken in turn, and have a column of the grid "
        "or a sub-folder each",
    )
    parser.add_argument(
        "--with",
        dest="given",
        action="append",
        default=[],
        type=_condition,
        metavar="NAME=VALUE",
        help="another input: classes, names of attributes, numbers, an array in a .npy file, a line for each sample in a .csv "
        "file, an image, or a folder of images, whose results have the same names",
    )
    parser.add_argument(
        "--resize", action="store_true", help="resize given images of another size, which are an error otherwise"
    )
    parser.add_argument(
        "--truncation",
        type=_bound,
        metavar="T",
        help="draw normal inputs within T standard deviations: fewer odd samples, less variety (BigGAN's truncation trick)",
    )
    parser.add_argument(
        "--interpolate",
        type=_seeds,
        metavar="A,B[,C...]",
        help="a walk between the samples of these seeds, into a .gif, .webp or .mp4, or a folder of its frames",
    )
    parser.add_argument("--frames", type=_frames, metavar="N", help="of the walk, the first and the last included (60)")
    parser.add_argument(
        "--signature",
        metavar="NAME",
        help="what answers, instead of the generator: a signature of the SavedModel, such as those under `export` in the spec",
    )
    parser.add_argument(
        "--at",
        type=_round,
        metavar="ROUND",
        help="from the checkpoint after this round, or `best`, instead of the newest export",
    )
    parser.add_argument("--columns", type=_positive, metavar="N", help="of the grid of images")
    parser.add_argument(
        "-o",
        "--out",
        type=_target,
        default=Target(Path("samples.png"), False),
        metavar="FILE|FOLDER/",
        help="a .png or .npy, or .csv, .wav or .txt (samples.png); or a folder, for a file for each sample, named by its seed, and "
        "`samples.csv`; there, sample i is that of seed SEED + i, files that are there stay, and the same command goes on after Ctrl-C",
    )
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    problem = _wrong_usage(parsed)
    if problem:
        print(f"error: {problem}", file=sys.stderr)
        return Exit.USAGE
    from gancompile.cli.quiet import quiet

    quiet()
    from gancompile.cli.sampling import write_asked
    from gancompile.runtime.pictures import FilmError
    from gancompile.runtime.program import FolderError
    from gancompile.runtime.sampling import NoModelError, SampleError
    from gancompile.runtime.training import TrainingError

    collect_as_usual()
    try:
        return write_asked(parsed)
    except NoModelError as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    except SampleError as error:
        print(f"error: {error}{_way_on(error, parsed.build)}", file=sys.stderr)
        return Exit.USAGE
    except (FilmError, FolderError, NoCheckpointError, TrainingError) as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA


def _way_on(error: Exception, build: Path) -> str:
    """The command that adds to a folder of samples of another model, where that is an earlier version of the build."""
    from gancompile.runtime.sampling import OtherModelError, find_version

    version = find_version(build, error.identity) if isinstance(error, OtherModelError) else None
    return f", or go on with theirs: `gancompile sample {version} ...`" if version else ""


def _wrong_usage(parsed: argparse.Namespace) -> str | None:
    """What is wrong with the arguments themselves."""
    out = parsed.out
    endings = FILM_ENDINGS if parsed.interpolate else ENDINGS
    if not out.is_folder and not out.path.absolute().parent.is_dir():
        return f"cannot write samples to `{out.path}`: there is no such folder"
    if not out.is_folder and out.path.suffix.lower() not in endings:
        kinds = (
            "a walk ends in .gif, .webp or .mp4" if parsed.interpolate else "it ends in .png, .npy, .csv, .wav or .txt"
        )
        films = parsed.out.path.suffix.lower() in FILM_ENDINGS
        more = "; a film is a walk, `--interpolate 7,8`" if films else ", and a folder in `/`"
        return f"cannot write samples to `{out.path}`: {kinds}{more}"
    if parsed.frames and not parsed.interpolate:
        return "`--frames` is of a walk, `--interpolate 7,8`"
    if parsed.interpolate and (parsed.signature or parsed.number):
        return f"`--interpolate` goes without `{'--signature' if parsed.signature else '-n'}`"
    if parsed.truncation and parsed.signature not in (None, "sample"):
        return "`--truncation` is of the generator's samples, and goes without `--signature`"
    sources = [value for _, value in parsed.given if out.is_folder and os.path.isdir(value)]
    for one in sources:
        if out.path.exists() and os.path.samefile(one, out.path):
            return f"`{one}` is where the images come from; results go to another folder"
    return None


def _positive(text: str) -> int:
    return _whole_number(text, least=1)


def _round(text: str) -> int | str:
    return text if text == "best" else _positive(text)


def _frames(text: str) -> int:
    return _whole_number(text, least=2)


def _whole_number(text: str, least: int) -> int:
    value = _number(int, text)
    if value is None or value < least:
        raise argparse.ArgumentTypeError(f"`{text}` is no whole number from {least} on")
    return value


def _bound(text: str) -> float:
    value = _number(float, text)
    if value is None or not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"`{text}` is no number above 0, in standard deviations")
    return value


def _seed(text: str) -> int:
    if _number(int, text) is None:
        raise argparse.ArgumentTypeError(f"`{text}` is no seed, a whole number from 0 to 2147483647")
    return seed(text)


def _seeds(text: str) -> list[int]:
    seeds = [_seed(part) for part in text.split(",")]
    if len(seeds) < 2:
        raise argparse.ArgumentTypeError("two seeds or more are wanted, such as 7,8")
    return seeds


def _number(kind: Callable[[str], Number], text: str) -> Number | None:
    try:
        return kind(text)
    except ValueError:
        return None


def _target(text: str) -> Target:
    """A path is a folder where one is there, or where it ends in a slash."""
    path = path_argument(text)
    return Target(path, text.endswith(("/", os.sep)) or path.is_dir())


def _condition(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError(f"`{text}` is not of the form NAME=VALUE")
    return name.replace(".", "_"), value
