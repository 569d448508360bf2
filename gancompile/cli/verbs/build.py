"""`gancompile build SPEC`: check, compile, train, export. A build that was stopped goes on where it was."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gancompile.cli.collector import collect_as_usual
from gancompile.cli.common import Verbs, add_spec_arguments, compiled, not_negative, path_argument, positive
from gancompile.cli.exit_codes import Exit
from gancompile.cli.follower import release_followers, run_follower
from gancompile.cli.open_page import open_page
from gancompile.compiler import Compilation
from gancompile.continuation import Decision, Outcome, Wish, decide
from gancompile.environment.cluster import Cluster, ClusterError, cluster_of
from gancompile.environment.ray_cluster import EngineError
from gancompile.folder import FolderInUse, FullDisk, NoCheckpointError, folder_lock, full_disk
from gancompile.spec import Spec

if TYPE_CHECKING:
    from gancompile.runtime.training import Listener

ORDER = 100

OF_AN_ENGINE = ("workers", "address", "cpus_per_worker", "gpus_per_worker", "retries")
WISHES = ("--fresh", "--continue")
NOT_REPEATED = {*WISHES, "--dry-run", "--open", "--no-train"}


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("build", help="train a spec and export a SavedModel", description=__doc__)
    add_spec_arguments(parser)
    parser.add_argument("--out", type=path_argument, metavar="DIR", help="where to build (build/NAME)")
    parser.add_argument("--steps", type=positive, metavar="N", help="rounds of each phase, instead of its own length")
    parser.add_argument("--no-train", action="store_true", help="compile and export with initial weights")
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--continue",
        dest="wish",
        action="store_const",
        const=Wish.CONTINUE,
        help="go on with a changed spec from the weights that the folder holds",
    )
    how.add_argument(
        "--fresh",
        dest="wish",
        action="store_const",
        const=Wish.FRESH,
        help="begin at round 0; what was trained before moves to runs/ in the folder",
    )
    add_engine_arguments(parser)
    parser.add_argument("--dry-run", action="store_true", help="say what would be done and why, and do nothing")
    parser.add_argument("-q", "--quiet", action="store_true", help="print nothing but errors")
    parser.add_argument("--json", action="store_true", help="print progress as one JSON object a line")
    parser.add_argument("--open", action="store_true", help="open the report in the browser at the end")
    parser.set_defaults(run=run, wish=Wish.NONE)


def add_engine_arguments(parser: argparse.ArgumentParser) -> None:
    """--engine ray, and what it takes."""
    parser.add_argument("--engine", choices=["ray"], help="train on workers of a Ray cluster, instead of here")
    parser.add_argument("--workers", type=positive, metavar="N", help="with --engine: how many workers (1)")
    parser.add_argument("--address", help="with --engine: of the Ray cluster, such as auto; without it, this machine")
    parser.add_argument("--cpus-per-worker", type=positive, metavar="N", help="with --engine (1)")
    parser.add_argument("--gpus-per-worker", type=not_negative, metavar="N", help="with --engine (0)")
    parser.add_argument(
        "--retries", type=not_negative, metavar="N", help="with --engine: how often lost workers are replaced (3)"
    )


def run(parsed: argparse.Namespace) -> Exit:
    useless = [name for name in OF_AN_ENGINE if getattr(parsed, name) is not None and parsed.engine is None]
    if useless:
        flags = " and ".join(f"--{name.replace('_', '-')}" for name in useless)
        print(f"error: {flags} needs --engine ray", file=sys.stderr)
        return Exit.USAGE
    compilation = compiled(parsed, steps=parsed.steps)
    if compilation.failed:
        return Exit.SPEC_IS_WRONG
    spec = Spec(compilation)
    folder = parsed.out or spec.default_folder
    try:
        cluster = None if parsed.dry_run or parsed.no_train else cluster_of()
    except ClusterError as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.USAGE
    if cluster is not None and not cluster.is_chief:
        return run_follower(spec, cluster)
    if parsed.dry_run:
        try:
            return _dry_run(_decision(compilation, folder, parsed), parsed)
        except NoCheckpointError as error:
            print(f"error: {error}", file=sys.stderr)
            return Exit.MACHINE_OR_DATA
    try:
        with folder_lock(folder):
            decision = _decision(compilation, folder, parsed)
            code = _carry_out(decision, spec, parsed, cluster)
    except (FolderInUse, FullDisk, NoCheckpointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    if parsed.open and code is Exit.FINE:
        open_page(folder / "report.html")
    return code


def _decision(compilation: Compilation, folder: Path, parsed: argparse.Namespace) -> Decision:
    def report(sentence: str) -> None:
        print(json.dumps({"event": "message", "text": sentence}) if parsed.json else sentence, flush=True)

    reports = {} if parsed.quiet else {"report": report}
    return decide(compilation, folder, trained=not parsed.no_train, wish=parsed.wish, **reports)


def _dry_run(decision: Decision, parsed: argparse.Namespace) -> Exit:
    stops = decision.outcome is Outcome.STOP
    if parsed.json:
        found = {"outcome": decision.outcome.value, "path": str(decision.folder), "details": list(decision.details())}
        print(json.dumps({"event": "dry run", **found}))
    else:
        print(f"would {decision.sentence()}")
        for line in decision.details():
            print(f"  {line}")
        if stops:
            print("\n".join(_ways_on(decision)))
    return Exit.SPEC_IS_WRONG if stops else Exit.FINE


def _carry_out(decision: Decision, spec: Spec, parsed: argparse.Namespace, cluster: Cluster | None) -> Exit:
    if cluster is not None and decision.outcome in (Outcome.STOP, Outcome.UP_TO_DATE):
        release_followers(cluster)
    if decision.outcome is Outcome.STOP:
        print(f"error: {decision.why()}", file=sys.stderr)
        for line in (*(f"  {detail}" for detail in decision.details()), *_ways_on(decision)):
            print(line, file=sys.stderr)
        return Exit.SPEC_IS_WRONG
    if decision.outcome is Outcome.UP_TO_DATE:
        if parsed.json:
            print(json.dumps({"event": "up to date", "path": str(decision.folder)}))
        elif not parsed.quiet:
            print(f"{decision.folder} is up to date (--fresh builds it again)")
        return Exit.FINE
    with full_disk("the compiled program", decision.folder):
        moved = spec.prepare(decision)
    if moved is not None and not parsed.quiet and not parsed.json:
        print(f"the run before is in {moved}")
    return _build(decision, spec, parsed, cluster)


def _ways_on(decision: Decision) -> Iterator[str]:
    """The commands that a person may want in place of one that has been refused."""
    if decision.round:
        longer = "" if decision.round < decision.rounds else ", once the schedule is longer than that"
        yield f"  = help: `--continue` goes on after round {decision.round:,} with the new spec and the weights so far{longer}"
    yield f"  = help: `--fresh` begins anew; what was trained moves to {decision.folder / 'runs'}"
    yield f"  = help: `--out {decision.folder}-2` builds beside it"
    if 0 < decision.round < decision.rounds:
        yield f"  = help: such as: {_command()} --continue"


def _command() -> str:
    """The command line again, without what was wished for this time."""
    return shlex.join(["gancompile", *(one for one in sys.argv[1:] if one not in NOT_REPEATED)])


def _build(decision: Decision, spec: Spec, parsed: argparse.Namespace, cluster: Cluster | None) -> Exit:
    try:
        return _run(decision, spec, parsed, cluster)
    except KeyboardInterrupt:
        print(f"stopped between rounds; nothing that was written is lost\nto go on: {_command()}", file=sys.stderr)
        return Exit.INTERRUPTED


def _run(decision: Decision, spec: Spec, parsed: argparse.Namespace, cluster: Cluster | None) -> Exit:
    folder = decision.folder
    if not parsed.quiet and not parsed.json:
        print(f"building {folder}", flush=True)  # importing TensorFlow takes up to ten seconds
    from gancompile.cli.quiet import quiet

    quiet(spec.onednn_choice(folder))
    import tensorflow as tf

    from gancompile.catalogue.sources.data_error import DataError
    from gancompile.cli.progress import listener
    from gancompile.runtime.builder import build_folder
    from gancompile.runtime.evaluation import EvaluationError
    from gancompile.runtime.export import ExportError
    from gancompile.runtime.program import FolderError
    from gancompile.runtime.trackers import TrackerError
    from gancompile.runtime.training import Interrupted, NotFiniteError, TrainingError

    collect_as_usual()
    try:
        with listener(quiet=parsed.quiet, json=parsed.json) as hears:
            if parsed.engine and not parsed.no_train:
                train_on_engine(folder, parsed, hears)
            build_folder(
                folder, hears, trained=not parsed.no_train, cluster=cluster, on_one_device=parsed.engine is not None
            )
    except Interrupted as stopped:
        where = folder / "checkpoints"
        print(
            f"stopped after round {stopped.round:,}; the checkpoint is in {where}\nto go on: {_command()}",
            file=sys.stderr,
        )
        return Exit.INTERRUPTED
    except NotFiniteError as error:
        print(f"error: {error}", file=sys.stderr)
        print(f"  = help: with a changed spec, such as a lower rate: {_command()} --continue", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    except (
        DataError, EngineError, EvaluationError, ExportError, FolderError, NoCheckpointError, TrackerError, TrainingError,
    ) as error:  # fmt: skip
        print(f"error: {error}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    except tf.errors.ResourceExhaustedError:
        message = "the machine has not enough memory for this; smaller networks or a smaller `data.batch` take less"
        print(f"error: {message}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    return Exit.FINE


def train_on_engine(folder: Path, parsed: argparse.Namespace, hears: Listener) -> None:
    """Trains on workers elsewhere; what follows, such as the export, is done here. Raises as `train_over_ray`."""
    from gancompile.runtime.builder.ray_engine import Workers, train_over_ray

    workers = Workers(
        number=parsed.workers or 1,
        cpus=float(parsed.cpus_per_worker or 1),
        gpus=float(parsed.gpus_per_worker or 0),
        retries=3 if parsed.retries is None else parsed.retries,
        address=parsed.address,
    )
    train_over_ray(folder, workers, hears)
