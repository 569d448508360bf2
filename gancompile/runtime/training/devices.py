"""The devices that a build takes: those of this machine, or of all machines of a cluster."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import tensorflow as tf

from gancompile.environment.cluster import Cluster
from gancompile.runtime.program import Program
from gancompile.runtime.training.distribution import ONE_DEVICE, Distribution
from gancompile.runtime.training.errors import TrainingError

PATIENCE_SECONDS = 50.0
"""For workers that have not come yet. What is said of them is said within a minute."""


class DevicesError(TrainingError):
    """Devices that are not there, or that cannot share a batch."""


class NothingToTrain(Exception):
    """The chief has found that there is nothing to train."""


def devices_for(program: Program, cluster: Cluster | None) -> Distribution:
    """The devices that a program trains on. cluster: the machines, where there are several. Raises DevicesError, NothingToTrain.

    It must be called before TensorFlow computes anything: devices cannot be divided afterwards.
    """
    found = _of_cluster(cluster, trains=True) if cluster is not None else _of_this_machine(program.devices)
    if found.replicas > 1:
        _check(program, found.replicas)
    return found


def release_workers(cluster: Cluster) -> None:
    """Lets the other workers end, as there is nothing to train. Called by the chief."""
    _of_cluster(cluster, trains=False)


@contextmanager
def lost_workers(cluster: Cluster | None) -> Iterator[None]:
    """Raises DevicesError for what TensorFlow reports where another worker has gone. Nothing is to be saved then: the round is torn."""
    try:
        yield
    except (
        tf.errors.UnavailableError,
        tf.errors.AbortedError,
        tf.errors.InternalError,
        tf.errors.CancelledError,
    ) as error:
        if cluster is None:
            raise
        raise DevicesError(
            "another worker has gone. Start all workers again: the training goes on from its last checkpoint"
        ) from error


def _check(program: Program, replicas: int) -> None:
    """Raises DevicesError where so many devices cannot share the batches of a program."""
    if program.whole_batches:
        raise DevicesError(
            f"{program.whole_batches[0]}, so {replicas} devices cannot share it; it trains on one device"
        )
    parts = replicas * program.accumulate
    for batch in sorted({phase.batch for phase in program.phases}):
        if batch % parts:
            among = f"{replicas} devices" + (
                f" times {program.accumulate} micro-batches" if program.accumulate > 1 else ""
            )
            larger = -(-batch // parts) * parts
            raise DevicesError(f"a batch of {batch} cannot be divided evenly among {among}; write `batch: {larger}`")


def _of_this_machine(wanted: int | str) -> Distribution:
    """GPUs, or, on a machine without any, equal parts of its processor, which are there to try things out."""
    gpus = [device.name.removeprefix("/physical_device:") for device in tf.config.list_physical_devices("GPU")]
    count = max(len(gpus), 1) if wanted == "all" else int(wanted)
    if count == 1:
        return ONE_DEVICE
    if gpus:
        if count > len(gpus):
            raise DevicesError(
                f"the spec asks for {count} devices, and this machine has {len(gpus)}; write `devices: all`"
            )
        return Distribution(strategy=tf.distribute.MirroredStrategy(gpus[:count]))
    parts = [tf.config.LogicalDeviceConfiguration() for _ in range(count)]
    try:
        tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0], parts)
    except RuntimeError as error:
        raise DevicesError(
            f"{count} devices are asked for, and TensorFlow has begun on one already: build in a process of its own"
        ) from error
    return Distribution(strategy=tf.distribute.MirroredStrategy([f"CPU:{index}" for index in range(count)]))


def _of_cluster(cluster: Cluster, *, trains: bool) -> Distribution:
    """All GPUs of all workers, or their processors. Ends the process where a worker does not come. trains: as the chief has decided."""
    come = threading.Event()
    threading.Thread(target=_watch, args=(cluster, come), daemon=True).start()
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    made = Distribution(strategy=strategy, worker=cluster.index, workers=len(cluster.workers))
    # The strategy is made without asking the others; their first sum is where all of them must be there.
    is_on = made.of_chief(int(trains))
    come.set()
    if trains and not is_on:
        raise NothingToTrain
    return made


def _watch(cluster: Cluster, come: threading.Event) -> None:
    """Ends the process with a message where not all workers have come in time: TensorFlow would wait for them without a word."""
    if come.wait(PATIENCE_SECONDS):
        return
    missing = [
        f"worker {index} ({address})"
        for index, address in enumerate(cluster.workers)
        if index != cluster.index and not _answers(address)
    ]
    who = " and ".join(missing) if missing else "another worker"
    have = "has" if len(missing) < 2 else "have"
    print(
        f"error: {who} {have} not come within {PATIENCE_SECONDS:.0f} s; all {len(cluster.workers)} workers of `TF_CONFIG` must run",
        flush=True,
    )
    os._exit(3)


def _answers(address: str) -> bool:
    host, _, port = address.rpartition(":")
    begin = time.monotonic()
    while time.monotonic() - begin < 2.0:
        try:
            with socket.create_connection((host, int(port)), timeout=1.0):
                return True
        except OSError:
            time.sleep(0.2)
    return False
