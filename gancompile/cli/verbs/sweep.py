"""`gancompile sweep SPEC --set KEY=V1,V2 --seeds 3`: builds every combination of settings with every seed, and makes one table of
their metrics. The same command again goes on where it was.
"""

from __future__ import annotations

import argparse
import functools
import shlex
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gancompile.cli.common import Verbs, assignment, path_argument, positive, print_diagnostics, seed
from gancompile.cli.exit_codes import Exit
from gancompile.cli.open_page import open_page
from gancompile.compiler.spec.spec_text import MAX_PARAMETERS
from gancompile.continuation import Wish
from gancompile.folder import FolderInUse, FullDisk, NoCheckpointError, folder_lock

if TYPE_CHECKING:
    from gancompile.sweep import Engine, Search, StateFile, Sweep

ORDER = 105

WISHES = {"--continue": Wish.CONTINUE, "--fresh": Wish.FRESH, None: Wish.NONE}
NOT_REPEATED = {"--continue", "--fresh", "--dry-run", "--open", "--table"}


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("sweep", help="train a spec with many settings and seeds", description=__doc__)
    parser.add_argument("spec", type=path_argument, metavar="SPEC", help="a spec's file")
    _add_runs(parser)
    _add_engine(parser)
    _add_wishes(parser)
    parser.set_defaults(run=run)


def _add_runs(parser: argparse.ArgumentParser) -> None:
    """What is trained, and where."""
    parser.add_argument(
        "--set", action="append", type=assignment, default=[], metavar="KEY=V1,V2",
        help="the values of one key, such as data.batch=32,64; each --set is an axis of the grid",
    )  # fmt: skip
    parser.add_argument(
        "--search", type=path_argument, metavar="FILE",
        help="draw the combinations as this file says, and let Ray Tune train them",
    )  # fmt: skip
    parser.add_argument("--seeds", type=positive, metavar="N", help="how many seeds of each combination (1)")
    parser.add_argument("--seed", type=seed, metavar="N", help="the first seed (that of the spec)")
    parser.add_argument("--steps", type=positive, metavar="N", help="rounds of each phase, instead of its own length")
    parser.add_argument("--out", type=path_argument, metavar="DIR", help="where to build (build/NAME-sweep)")
    parser.add_argument(
        "--max-parameters", type=positive, default=MAX_PARAMETERS, metavar="N",
        help=f"how many weights all networks of a build together may have ({MAX_PARAMETERS:,})",
    )  # fmt: skip


def _add_engine(parser: argparse.ArgumentParser) -> None:
    """By what it is trained."""
    parser.add_argument(
        "--engine", choices=("local", "ray"), default="local",
        help="processes of this machine, or tasks of a Ray cluster (local)",
    )  # fmt: skip
    parser.add_argument("--jobs", type=positive, metavar="N", help="how many builds at a time (1; with Ray what fits)")
    parser.add_argument(
        "--address", metavar="ADDRESS", help="of the Ray cluster, such as auto (a new one on this machine)"
    )
    parser.add_argument("--cpus-per-run", type=amount, default=1.0, metavar="N", help="CPUs of a build, for Ray (1)")
    parser.add_argument("--gpus-per-run", type=amount, default=0.0, metavar="N", help="GPUs of a build, for Ray (0)")


def _add_wishes(parser: argparse.ArgumentParser) -> None:
    """What else is wished for."""
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--continue", dest="wish", action="store_const", const="--continue",
        help="go on with a changed spec from the weights that the builds hold",
    )  # fmt: skip
    how.add_argument(
        "--fresh", dest="wish", action="store_const", const="--fresh",
        help="begin every build at round 0; what was trained before moves to runs/ in its folder",
    )  # fmt: skip
    parser.add_argument("--table", action="store_true", help="train nothing, and make the table of what is finished")
    parser.add_argument("--dry-run", action="store_true", help="say what each build would do, and do nothing")
    parser.add_argument("-q", "--quiet", action="store_true", help="print nothing but errors")
    parser.add_argument("--json", action="store_true", help="print progress and the table as one JSON object a line")
    parser.add_argument("--open", action="store_true", help="open the page in the browser at the end")


def amount(text: str) -> float:
    """A number of CPUs or GPUs from the command line, which may be a part of one."""
    value = float(text)
    if not 0 <= value < 1_000_000:
        raise argparse.ArgumentTypeError("a number from 0 is wanted")
    return value


def run(parsed: argparse.Namespace) -> Exit:
    from gancompile.sweep import EngineError, SweepError

    try:
        return _search(parsed) if parsed.search else _grid(parsed)
    except SweepError as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.USAGE
    except (EngineError, FolderInUse, FullDisk, NoCheckpointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA


def _grid(parsed: argparse.Namespace) -> Exit:
    """Every combination of the values of `--set`. Raises SweepError and what `_check_and_train` raises."""
    from gancompile.sweep import SweepError, grid_sweep, read_axis

    axes = [read_axis(one) for one in parsed.set]
    _require_keys([axis.key for axis in axes])
    if parsed.engine == "local" and parsed.address:
        raise SweepError("`--address` is of a Ray cluster: add `--engine ray`")
    sweep = grid_sweep(
        parsed.spec, axes, seeds=parsed.seeds or 1, first_seed=parsed.seed, steps=parsed.steps,
        max_parameters=parsed.max_parameters, out=parsed.out,
    )  # fmt: skip
    return _check_and_train(sweep, parsed)


def _search(parsed: argparse.Namespace) -> Exit:
    """The combinations that a search's file draws. Raises SweepError and what `_check_and_train` raises."""
    from gancompile.sweep import SpecOptions, SweepError, read_axis, search_sweep

    if parsed.seeds:
        raise SweepError("the file of a search says how many seeds there are: write `seeds` into it")
    axes = [read_axis(one) for one in parsed.set]
    _require_keys([axis.key for axis in axes])
    several = next((axis.key for axis in axes if len(axis.values) > 1), None)
    if several:
        raise SweepError(f"`--set {several}` has several values: write it into the file of the search as a `choice`")
    options = SpecOptions(
        spec=parsed.spec, fixed=tuple(parsed.set), seed=parsed.seed, steps=parsed.steps,
        max_parameters=parsed.max_parameters,
    )  # fmt: skip
    read = search_sweep(parsed.search, options, out=parsed.out)
    if read.sweep is None or read.search is None:
        print_diagnostics(read.diagnostics, sys.stderr)
        return Exit.SPEC_IS_WRONG
    if len(read.sweep.combinations) < read.search.runs and not parsed.quiet:
        print(f"warning: there are only {len(read.sweep.combinations)} different combinations", file=sys.stderr)
    return _check_and_train(read.sweep, parsed, read.search)


def _require_keys(keys: Sequence[str]) -> None:
    """Raises SweepError where a key has no meaning in a sweep, or two."""
    from gancompile.sweep import SweepError

    if "seed" in keys:
        raise SweepError("the seeds of a sweep are set by `--seed` and `--seeds`, not by `--set seed=...`")
    if len(set(keys)) < len(keys):
        raise SweepError("a key is set twice: write all of its values behind one `--set`, with commas between them")


def _check_and_train(sweep: Sweep, parsed: argparse.Namespace, search: Search | None = None) -> Exit:
    """Compiles every combination, then trains. Raises EngineError, FolderInUse, FullDisk, NoCheckpointError."""
    from gancompile.cli.sweep_report import print_dry_run, print_findings, print_refused, refused_runs
    from gancompile.sweep import StateFile, check, outcomes_before

    checked = check(sweep, WISHES[parsed.wish])
    print_findings(checked, quiet=parsed.quiet)
    if checked.failed:
        return Exit.SPEC_IS_WRONG
    if parsed.dry_run:
        print_dry_run(checked, sweep, json_lines=parsed.json)
        return Exit.FINE
    refused = refused_runs(checked)
    if refused and not parsed.table:
        print_refused(refused, sweep)
        return Exit.SPEC_IS_WRONG
    outcomes = outcomes_before(sweep, checked.decisions, is_search=search is not None)
    state = StateFile(sweep=sweep, outcomes=outcomes, search=search.plain if search else None)
    if parsed.table:  # another sweep may be at work in the folder, and its file is its own
        return _report(state, parsed, search)
    with folder_lock(sweep.folder):
        if not _train(state, parsed, search):
            return Exit.INTERRUPTED
        code = _report(state, parsed, search)
        state.write()
        return code


def _train(state: StateFile, parsed: argparse.Namespace, search: Search | None) -> bool:
    """Builds what is not finished. Returns: whether it came to its end; False after Ctrl-C."""
    from gancompile.cli.sweep_progress import sweep_listener
    from gancompile.sweep import carry_out, unfinished

    jobs = unfinished(state, [parsed.wish] if parsed.wish else [])
    try:
        if jobs:
            with sweep_listener(len(jobs), quiet=parsed.quiet, json=parsed.json) as listener:
                carry_out(state, jobs, _engine(state, parsed, search), listener)
    except KeyboardInterrupt:
        print(f"stopped; nothing that was written is lost\nto go on: {_command()}", file=sys.stderr)
        return False
    return True


def _report(state: StateFile, parsed: argparse.Namespace, search: Search | None) -> Exit:
    """Writes and prints the table."""
    from gancompile.cli.sweep_report import print_results
    from gancompile.sweep import State, write_results

    by, is_higher = (search.metric, search.is_higher_better) if search else (None, False)
    table = write_results(state, by=by, is_higher_better=is_higher)
    if not parsed.quiet or parsed.json:
        print_results(state, table, json_lines=parsed.json)
    if parsed.open:
        open_page(state.page)
    failed = any(one.state is State.FAILED for one in state.outcomes.values())
    return Exit.MACHINE_OR_DATA if failed else Exit.FINE


def _engine(state: StateFile, parsed: argparse.Namespace, search: Search | None) -> Engine:
    over_ray = {
        "address": parsed.address, "jobs": parsed.jobs, "cpus": parsed.cpus_per_run, "gpus": parsed.gpus_per_run,
    }  # fmt: skip
    if search is not None:
        from gancompile.sweep.tune_engine import train_by_tune

        return functools.partial(
            train_by_tune, sweep=state.sweep, search=search, is_anew=is_begun_anew(state, parsed), **over_ray
        )
    if parsed.engine == "ray":
        from gancompile.sweep.ray_engine import train_over_ray

        return functools.partial(train_over_ray, **over_ray)
    from gancompile.sweep import train_locally

    return functools.partial(train_locally, jobs=parsed.jobs or 1)


def is_begun_anew(state: StateFile, parsed: argparse.Namespace) -> bool:
    """Whether Tune begins a search anew, over the builds that there are: where it has given runs up, or builds are wished for anew."""
    from gancompile.sweep import State

    return parsed.wish is not None or any(one.state is State.FAILED for one in state.outcomes.values())


def _command() -> str:
    """The command line again, without what was wished for this time."""
    return shlex.join(["gancompile", *(one for one in sys.argv[1:] if one not in NOT_REPEATED)])
