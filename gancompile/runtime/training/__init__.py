"""The training loop, with checkpoints, early stopping, listeners and the carry-over between stages."""

from gancompile.runtime.training.carry_over import carry_over
from gancompile.runtime.training.checkpoint import CheckpointStore, CheckpointValues
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
    "Interrupted",
    "Listener",
    "NotFiniteError",
    "Record",
    "Retention",
    "Silent",
    "TrainingError",
    "carry_over",
    "many_rounds",
    "take_over",
    "train",
]
