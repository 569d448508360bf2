"""The one training loop, its checkpoints, and what it tells while it runs."""

from gancompile.runtime.training.carry_over import carry_over
from gancompile.runtime.training.checkpoint import CheckpointStore
from gancompile.runtime.training.listener import Listener, Record, Silent
from gancompile.runtime.training.loop import Interrupted, TrainingError, train
from gancompile.runtime.training.many_rounds import many_rounds

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
