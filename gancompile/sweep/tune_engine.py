"""Builds of a search over Ray Tune, whose scheduler ends those early that do worse than others."""

from __future__ import annotations

import logging
import os
import shutil
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gancompile.environment.ray_cluster import EngineError, missing_resources, ray_cluster
from gancompile.folder.own_mark import has_own_mark, write_own_mark
from gancompile.sweep.build_process import BuildCommand
from gancompile.sweep.listener import Listener
from gancompile.sweep.local_engine import build_command
from gancompile.sweep.run import Run, Sweep
from gancompile.sweep.search import Search

QUIET = {"TUNE_DISABLE_AUTO_CALLBACK_LOGGERS": "1", "RAY_AIR_NEW_OUTPUT": "0", "TUNE_MAX_PENDING_TRIALS_PG": "1"}
"""Variables by which Tune keeps no logs of its own, and prints nothing."""


def tune_folder(sweep: Sweep, search: Search) -> Path:
    """Where Tune keeps the state of a search: another one for another search."""
    return sweep.folder.absolute() / f"tune-{search.digest()}"


def train_by_tune(
    runs: Sequence[tuple[Run, Sequence[str]]], listener: Listener, *, sweep: Sweep, search: Search, is_anew: bool = False,
    address: str | None = None, jobs: int | None = None, cpus: float = 1.0, gpus: float = 0.0,
) -> None:  # fmt: skip
    """Builds runs, all seeds of a combination at the same time. is_anew: whether the state of an earlier search is removed first.

    jobs: how many combinations at a time; what there is room for where None. cpus, gpus: of one build. KeyboardInterrupt is raised
    once all builds have stopped after a checkpoint. Raises EngineError.
    """
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    if is_anew:
        shutil.rmtree(tune_folder(sweep, search), ignore_errors=True)
    with ray_cluster(address) as ray:
        lacking = missing_resources(ray, cpus=cpus * len(sweep.seeds), gpus=gpus * len(sweep.seeds))
        if lacking is not None:
            raise EngineError(lacking)
        _fit(runs, listener, sweep, search, jobs, {"cpu": cpus * len(sweep.seeds), "gpu": gpus * len(sweep.seeds)})


def _fit(
    runs: Sequence[tuple[Run, Sequence[str]]], listener: Listener, sweep: Sweep, search: Search, jobs: int | None,
    resources: Mapping[str, float],
) -> None:  # fmt: skip
    from ray import tune

    from gancompile.sweep.tune_report import CURRENT, TuneReport
    from gancompile.sweep.tune_trial import BuildTrial

    logging.getLogger("ray.tune").setLevel(logging.CRITICAL)
    given = {"plan": _plan(runs, sweep), "metric": search.metric, "is_higher_better": search.is_higher_better}
    trainable = tune.with_resources(tune.with_parameters(BuildTrial, **given), dict(resources))
    folder = tune_folder(sweep, search)
    tuner = _restored(trainable, folder)
    if tuner is None:
        shutil.rmtree(folder, ignore_errors=True)
        write_own_mark(folder)
        names = dict.fromkeys(run.combination.name for run, _ in runs)
        tuner = _tuner(trainable, list(names), folder, search, jobs)
    report = TuneReport(listener, [run for run, _ in runs], search)
    CURRENT.set(report)
    with _terminated_as_interrupted():
        tuner.fit()
    if report.is_interrupted:
        raise KeyboardInterrupt


def _restored(trainable: Any, folder: Path) -> Any | None:
    """The search whose state a folder keeps; None where there is none of this user and machine, for it holds pickles."""
    from ray import tune

    if not has_own_mark(folder) or not tune.Tuner.can_restore(str(folder)):
        return None
    try:
        return tune.Tuner.restore(str(folder), trainable, resume_unfinished=True, restart_errored=True)
    except Exception:  # what another version of Ray has pickled can raise anything; the builds are there without it
        return None


def _tuner(trainable: Any, names: Sequence[str], folder: Path, search: Search, jobs: int | None) -> Any:
    """A new search over combinations, whose state is kept in a folder."""
    from ray import tune
    from ray.tune.schedulers import ASHAScheduler

    from gancompile.sweep.tune_report import Reporting
    from gancompile.sweep.tune_trial import ROUND

    asha, scheduler = search.asha, None
    if asha is not None:
        scheduler = ASHAScheduler(
            time_attr=ROUND, max_t=search.rounds, grace_period=asha.grace_rounds,
            reduction_factor=asha.reduction_factor,
        )  # fmt: skip
    return tune.Tuner(
        trainable,
        param_space={"combination": tune.grid_search(list(names))},
        tune_config=tune.TuneConfig(
            metric=search.metric, mode="max" if search.is_higher_better else "min", scheduler=scheduler,
            max_concurrent_trials=jobs,
        ),
        run_config=tune.RunConfig(
            name=folder.name, storage_path=str(folder.parent), verbose=0, callbacks=[Reporting()]
        ),
    )  # fmt: skip


def _plan(runs: Sequence[tuple[Run, Sequence[str]]], sweep: Sweep) -> dict[str, dict[str, BuildCommand]]:
    """The builds of each combination. Those that are finished are among them: of some seeds, others may not be."""
    arguments = {run.name: one for run, one in runs}
    plan: dict[str, dict[str, BuildCommand]] = {}
    for run in sweep.runs:
        command = build_command(run, arguments.get(run.name) or sweep.arguments(run))
        plan.setdefault(run.combination.name, {})[run.name] = command
    return plan


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """SIGTERM ends a search as Ctrl-C does, which Tune has a handler for."""
    before = signal.signal(signal.SIGTERM, lambda number, frame: signal.raise_signal(signal.SIGINT))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
