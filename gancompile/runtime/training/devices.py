"""The devices that a build takes: those of this machine, or of all machines of a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import tensorflow as tf

from gancompile.environment.cluster import Cluster, ClusterError
from gancompile.environment.rendezvous import wait_for_workers
from gancompile.runtime.program import Program
from gancompile.runtime.training.distribution import ONE_DEVICE, Distribution
from gancompile.runtime.training.errors import TrainingError


class DevicesError(TrainingError):
    """Devices that are not there, or that cannot share a batch."""


class NothingToTrain(Exception):
    """The chief has found that there is nothing to train."""


def devices_for(program: Program, cluster: Cluster | None) -> Distribution:
    """The devices that a program trains on. cluster: the machines, where there are several. Raises DevicesError, NothingToTrain.

    It must be called before TensorFlow computes anything: devices cannot be divided afterwards.
    """
    found = _of_cluster(cluster, trains=True) if cluster is not None else _of_this_machine(program.devices)
    check_devices(program, found.replicas)
    return found


def release_workers(cluster: Cluster) -> None:
    """Lets the other workers end, as there is nothing to train. Called by the chief."""
    _of_cluster(cluster, trains=False)


class WorkerLost(DevicesError):
    """Another worker that has gone, or has not come: starting all of them again may help."""


@contextmanager
def lost_workers(distribution: Distribution) -> Iterator[None]:
    """Raises WorkerLost for what TensorFlow reports where another worker has gone. Nothing is to be saved then: the round is torn."""
    try:
        yield
    except (
        tf.errors.UnavailableError,
        tf.errors.AbortedError,
        tf.errors.InternalError,
        tf.errors.CancelledError,
    ) as error:
        if distribution.workers == 1:
            raise
        raise WorkerLost(
            "another worker has gone. Start all workers again: the training goes on from its last checkpoint"
        ) from error


def check_devices(program: Program, devices: int) -> None:
    """Raises DevicesError where so many devices cannot share the batches of a program."""
    if devices == 1:
        return
    if program.whole_batches:
        raise DevicesError(f"{program.whole_batches[0]}, so {devices} devices cannot share it; it trains on one device")
    division = replace(program.division, devices=devices)
    for batch in sorted({phase.batch for phase in program.phases}):
        problem = division.problem(batch)
        if problem is not None:
            raise DevicesError(f"{problem}; write `batch: {division.next_batch(batch)}`")


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
    """All GPUs of all workers, or their processors. trains: as the chief has decided. Raises DevicesError for workers that do not come."""
    try:
        wait_for_workers(cluster)
    except ClusterError as error:
        raise WorkerLost(str(error)) from error
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    made = Distribution(strategy=strategy, worker=cluster.index, workers=len(cluster.workers))
    is_on = made.of_chief(int(trains))
    if trains and not is_on:
        raise NothingToTrain
    return made
