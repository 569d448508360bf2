"""Padding of sequences by reflection."""

from __future__ import annotations

import keras

from gancompile.runtime.layers.reflection import ReflectionLayer


@keras.saving.register_keras_serializable("gancompile")
class ReflectionPadding1D(ReflectionLayer):
    """Puts a margin around sequences that mirrors what is inside, without the edge itself: d c b | a b c d | c b a.

    Input: [batch, steps, channels]. Output: [batch, before + steps + after, channels], as of `np.pad` in mode 'reflect'. A
    margin is smaller than the size that it mirrors.
    Source: the layer of MelGAN's code (Kumar et al. 2019, arXiv 1910.06711) before its convolutions. Differs: not.

    Args:
        padding: Integer, or two of them: before and after.
    """

    spatial_axes = 1
