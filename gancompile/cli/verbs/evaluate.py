"""`gancompile evaluate BUILD...`: metrics of a build's samples against its data, with the protocol that they are measured by."""

from __future__ import annotations

import argparse
import sys

from gancompile.cli.collector import collect_as_usual
from gancompile.cli.common import Verbs, assignment, path_argument, positive, round_or_best
from gancompile.cli.exit_codes import Exit
from gancompile.folder import FolderInUse, FullDisk, NoCheckpointError

ORDER = 103


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("evaluate", help="measure a build's samples against its data", description=__doc__)
    parser.add_argument(
        "builds", type=path_argument, nargs="+", metavar="BUILD",
        help="a build's folder; several, such as those of other seeds, are followed by their mean and spread",
    )  # fmt: skip
    parser.add_argument(
        "--metrics",
        metavar="M[,M...]",
        help="what is measured, instead of what the spec says: fid,kid,{modes: {least: 0.1}}",
    )
    parser.add_argument(
        "--features", metavar="NETWORK", help="the feature network: classifier, random, {inception: {file: FILE}}, ..."
    )
    parser.add_argument("--samples", type=positive, metavar="N", help="how many (10,000, or as the spec says)")
    parser.add_argument(
        "--repeats", type=positive, metavar="N", help="how often they are drawn anew, for the spread (3)"
    )
    parser.add_argument(
        "--at",
        type=round_or_best,
        metavar="ROUND",
        help="the round whose checkpoint is measured, or `best` (the newest)",
    )
    parser.add_argument("--raw", action="store_true", help="the weights that training moves, not their averages")
    parser.add_argument(
        "--set", action="append", type=assignment, default=[], metavar="KEY=VALUE",
        help="replace any other value under `evaluate`, such as evaluate.held_out=test",
    )  # fmt: skip
    parser.add_argument(
        "--write-statistics", type=path_argument, metavar="FILE",
        help="write the moments of the data's features, `mu` and `sigma`, into an .npz file",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    for build in parsed.builds:
        if not (build / "program.json").exists():
            print(f"error: `{build}` is no build's folder", file=sys.stderr)
            return Exit.USAGE
    other = next((one for one in parsed.set if not one.startswith("evaluate.")), None)
    if other is not None:
        print(
            f"error: `--set {other}` is no matter of an evaluation: it replaces values under `evaluate.`",
            file=sys.stderr,
        )
        return Exit.USAGE
    if parsed.write_statistics is not None and len(parsed.builds) > 1:
        print("error: `--write-statistics` is of one build", file=sys.stderr)
        return Exit.USAGE
    from gancompile.cli.quiet import quiet
    from gancompile.folder.checkpoint_files import newest_onednn

    quiet(newest_onednn(parsed.builds[0]))
    from gancompile.catalogue.sources.data_error import DataError
    from gancompile.cli.evaluation import evaluate_builds
    from gancompile.runtime.evaluation import EvaluationError
    from gancompile.runtime.program import FolderError
    from gancompile.runtime.sampling import SampleError

    collect_as_usual()
    try:
        return evaluate_builds(parsed)
    except (
        DataError, EvaluationError, FolderError, FolderInUse, FullDisk, NoCheckpointError, SampleError,
    ) as error:  # fmt: skip
        print(f"error: {error}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    except KeyboardInterrupt:
        print("stopped: what was being measured has no result", file=sys.stderr)
        return Exit.INTERRUPTED
