"""Padding of sequences by replication."""

from __future__ import annotations

import keras

from gancompile.runtime.layers.replication import ReplicationLayer


@keras.saving.register_keras_serializable("gancompile")
class ReplicationPadding1D(ReplicationLayer):
    """Puts a margin around sequences that repeats the edge: a a a | a b c d | d d d.

    Input: [batch, steps, channels]. Output: [batch, before + steps + after, channels], as of `np.pad` in mode 'edge'.
    Source: PyTorch's layer of this name. Differs: not.

    Args:
        padding: Integer, or two of them: before and after.
    """

    spatial_axes = 1
