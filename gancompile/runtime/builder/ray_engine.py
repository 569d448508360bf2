"""A build that Ray Train trains: Ray places the workers, starts all of them again where one dies, and keeps their checkpoints.

The chief trains in a folder of its own. What it writes there goes to Ray's storage with each checkpoint, and from there, at the end or
where the training stops, into the folder of the build, which the driver has locked.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import tarfile
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.data_error import DataError
from gancompile.environment.cluster import cluster_of
from gancompile.environment.mailbox import Failure, Mailbox
from gancompile.environment.onednn import VARIABLE
from gancompile.environment.ray_cluster import EngineError, missing_resources, ray_cluster
from gancompile.folder import newest_whole
from gancompile.runtime.evaluation import EvaluationError
from gancompile.runtime.program import FolderError, read_program
from gancompile.runtime.trackers import TrackerError
from gancompile.runtime.training import (
    DevicesError,
    Interrupted,
    Listener,
    NotFiniteError,
    TrainingError,
    WorkerLost,
    check_devices,
)

STORAGE = ".ray"
"""Ray's storage within the folder of a build."""
NOT_SENT = ("saved_model", "onnx", "litert", "web", "keras", "runs", "networks", STORAGE)
"""Of the folder of a build, what a training does not need."""
NOT_RETRIED = (DataError, EvaluationError, FolderError, NotFiniteError, TrackerError, TrainingError)
"""What another start of the workers would not mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """How many workers Ray places, what each takes, and how often all are started again. address: of the cluster, None for this machine."""

    number: int
    cpus: float = 1.0
    gpus: float = 0.0
    retries: int = 3
    address: str | None = None


def train_over_ray(folder: Path, workers: Workers, listener: Listener) -> None:
    """Trains the program of a compiled folder on workers of a Ray cluster, from its newest checkpoint where it has one.

    What was trained is in the folder afterwards, as if it had been trained there. Raises as `train_folder`, EngineError, and
    KeyboardInterrupt with the last checkpoint in the folder.
    """
    check_devices(read_program(folder), workers.number * max(int(workers.gpus), 1))
    with ray_cluster(workers.address) as ray:
        lacking = missing_resources(ray, cpus=workers.cpus, gpus=workers.gpus, number=workers.number)
        if lacking is not None:
            raise EngineError(lacking)
        storage = folder.absolute() / STORAGE
        # A driver that was killed has left what was trained there.
        _take_back(storage, folder)
        shutil.rmtree(storage, ignore_errors=True)
        try:
            with _heard(ray, listener) as events:
                _fit(
                    ray,
                    workers,
                    storage,
                    {"folder": ray.put(_packed(folder)), "events": events, "onednn": os.environ.get(VARIABLE, "")},
                )
        finally:
            _take_back(storage, folder)
            shutil.rmtree(storage, ignore_errors=True)


def _fit(ray: Any, workers: Workers, storage: Path, config: dict[str, Any]) -> None:
    """Runs the workers to the end. Raises what the chief has raised, and DevicesError where Ray has given up."""
    from ray import train
    from ray.train.tensorflow import TensorflowTrainer

    trainer = TensorflowTrainer(
        _work,
        train_loop_config=config,
        scaling_config=train.ScalingConfig(
            num_workers=workers.number,
            use_gpu=workers.gpus > 0,
            resources_per_worker={"CPU": workers.cpus, **({"GPU": workers.gpus} if workers.gpus else {})},
        ),
        run_config=train.RunConfig(
            name="train",
            storage_path=str(storage),
            failure_config=train.FailureConfig(max_failures=workers.retries),
            checkpoint_config=train.CheckpointConfig(num_to_keep=2),
        ),
    )
    # Ray takes Ctrl-C for itself, and ends the process.
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        trainer.fit()
    except SystemExit:
        raise KeyboardInterrupt from None
    except train.TrainingFailedError as error:
        raise DevicesError(
            f"the workers failed {workers.retries + 1} times; the last time: {str(error).strip().splitlines()[-1]}"
        ) from None
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    failure: Failure | None = ray.get(config["events"].failure.remote())
    if failure is not None:
        is_not_finite = failure.kind == NotFiniteError.__name__
        raise NotFiniteError(failure.message, failure.round) if is_not_finite else TrainingError(failure.message)


@contextmanager
def _heard(ray: Any, listener: Listener) -> Iterator[Any]:
    """The actor, whose events the listener hears while the context lasts."""
    events = ray.remote(num_cpus=0)(Mailbox).remote()
    done = threading.Event()

    def hear() -> None:
        for name, arguments in ray.get(events.take.remote()):
            getattr(listener, name)(*arguments)

    def listen() -> None:
        with suppress(ray.exceptions.RayError):
            while not done.wait(0.5):
                hear()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield events
    finally:
        done.set()
        thread.join()
        with suppress(ray.exceptions.RayError):
            hear()


class _Reporter:
    """The listener of the chief, whose events the driver hears."""

    def __init__(self, events: Any) -> None:
        self._events = events

    def __getattr__(self, name: str) -> Callable[..., None]:
        def heard(*arguments: Any) -> None:
            self._events.add.remote((name, arguments))

        return heard


def _work(config: dict[str, Any]) -> None:
    """The part of one worker, in a process that Ray has started."""
    from gancompile.environment import choose_onednn

    choose_onednn(config["onednn"] or None)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import ray
    from ray import train

    cluster = cluster_of()
    is_chief = cluster is None or cluster.is_chief
    with tempfile.TemporaryDirectory(prefix="gancompile-worker-") as made:
        folder = Path(made)
        _unpack(ray.get(config["folder"]), folder)
        checkpoint = train.get_checkpoint()
        if checkpoint is not None and is_chief:
            with checkpoint.as_directory() as kept:
                shutil.copytree(kept, folder, dirs_exist_ok=True)
        try:
            _train(folder, config["events"], is_chief=is_chief)
        except (Interrupted, WorkerLost):
            # Ray starts all workers again.
            raise
        except NOT_RETRIED as error:
            if is_chief:
                failure = Failure(kind=type(error).__name__, message=str(error), round=getattr(error, "round", 0))
                ray.get(config["events"].fail.remote(failure))


def _train(folder: Path, events: Any, *, is_chief: bool) -> None:
    from ray import train

    from gancompile.runtime.builder.builder import train_folder
    from gancompile.runtime.builder.follower import follow

    def save() -> None:
        """All workers report at the same time; the chief with what it has written so far."""
        kept = train.Checkpoint.from_directory(str(folder)) if is_chief else None
        train.report({}, checkpoint=kept)

    cluster = cluster_of()
    if cluster is None or cluster.is_chief:
        train_folder(folder, _Reporter(events), cluster, save)
    else:
        follow(folder, cluster, save)


def _packed(folder: Path) -> bytes:
    """What a training needs of a folder, as the bytes of an archive."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for path in sorted(folder.iterdir()):
            if path.name not in NOT_SENT:
                archive.add(path, path.name)
    return file.getvalue()


def _unpack(packed: bytes, folder: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")


def _take_back(storage: Path, folder: Path) -> None:
    """Copies the newest of what Ray has kept that holds a whole checkpoint into the folder of the build, beside what is there."""
    for kept in sorted((storage / "train").glob("checkpoint_*"), reverse=True):
        if newest_whole(kept / "checkpoints", lambda _: None) is not None:
            shutil.copytree(kept, folder, dirs_exist_ok=True)
            return
