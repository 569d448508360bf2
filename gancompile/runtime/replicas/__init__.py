"""The replicas of a game, one on each device: the slice of the batch that each has, and what they compute together."""

from gancompile.runtime.replicas.batch_slice import WHOLE, BatchSlice
from gancompile.runtime.replicas.exchange import mean_of_logs, mean_over_replicas, own_slice, replicas, whole_batch

__all__ = ["WHOLE", "BatchSlice", "mean_of_logs", "mean_over_replicas", "own_slice", "replicas", "whole_batch"]
