"""Padding of images by reflection."""

from __future__ import annotations

import keras

from gancompile.runtime.layers.reflection import ReflectionLayer


@keras.saving.register_keras_serializable("gancompile")
class ReflectionPadding2D(ReflectionLayer):
    """Puts a margin around images that mirrors what is inside, without the edge itself: d c b | a b c d | c b a.

    Input: [batch, height, width, channels]. Output: the same with height and width larger by the margins, as of `np.pad` in mode
    'reflect'. A margin is smaller than the size that it mirrors.
    Source: Zhu et al. 2017 (arXiv 1703.10593), section 7.2, before the convolutions of the generator. Differs: not.

    Args:
        padding: Integer, or two for height and width, or a pair for each: [[top, bottom], [left, right]].
    """

    spatial_axes = 2
