"""The training loop, with checkpoints, early stopping, listeners and the carry-over between stages."""

from gancompile.runtime.training.carry_over import carry_over
from gancompile.runtime.training.checkpoint import CheckpointStore, CheckpointValues
from gancompile.runtime.training.devices import (
    DevicesError,
    NothingToTrain,
    WorkerLost,
    check_devices,
    devices_for,
    lost_workers,
    release_workers,
)
from gancompile.runtime.training.distribution import ONE_DEVICE, Distribution
from gancompile.runtime.training.errors import Interrupted, NotFiniteError, TrainingError
from gancompile.runtime.training.listener import Listener, Silent
from gancompile.runtime.training.loop import train
from gancompile.runtime.training.many_rounds import many_rounds
from gancompile.runtime.training.record import Record
from gancompile.runtime.training.retention import Retention
from gancompile.runtime.training.take_over import take_over

__all__ = [
    "CheckpointStore",
    "CheckpointValues",
    "DevicesError",
    "Distribution",
    "Interrupted",
    "Listener",
    "NotFiniteError",
    "NothingToTrain",
    "ONE_DEVICE",
    "Record",
    "Retention",
    "Silent",
    "TrainingError",
    "WorkerLost",
    "carry_over",
    "check_devices",
    "devices_for",
    "lost_workers",
    "many_rounds",
    "release_workers",
    "take_over",
    "train",
]
