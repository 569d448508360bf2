"""Padding of images by replication."""

from __future__ import annotations

import keras

from gancompile.runtime.layers.replication import ReplicationLayer


@keras.saving.register_keras_serializable("gancompile")
class ReplicationPadding2D(ReplicationLayer):
    """Puts a margin around images that repeats the edge: a a a | a b c d | d d d.

    Input: [batch, height, width, channels]. Output: the same with height and width larger by the margins, as of `np.pad` in mode
    'edge'.
    Source: PyTorch's layer of this name. Differs: not.

    Args:
        padding: Integer, or two for height and width, or a pair for each: [[top, bottom], [left, right]].
    """

    spatial_axes = 2
