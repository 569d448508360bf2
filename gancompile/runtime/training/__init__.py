"""The training loop, with checkpoints, early stopping, listeners and the carry-over between stages."""

from gancompile.runtime.training.carry_over import carry_over
from gancompile.runtime.training.checkpoint import CheckpointStore
from gancompile.runtime.training.errors import Interrupted, TrainingError
from gancompile.runtime.training.listener import Listener, Silent
from gancompile.runtime.training.loop import train
from gancompile.runtime.training.many_rounds import many_rounds
from gancompile.runtime.training.record import Record

__all__ = [
    "CheckpointStore",
    "Interrupted",
    "Listener",
    "Record",
    "Silent",
    "TrainingError",
    "carry_over",
    "many_rounds",
    "train",
]
