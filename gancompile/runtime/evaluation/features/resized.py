"""Images of another size for a feature network."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray


def resized(images: NDArray[Any], size: tuple[int | None, ...]) -> Any:
    """Bicubic with antialias, in float32, not rounded. images: [number, height, width, channels]. size: None for any.

    Source: Parmar et al. 2022 (arXiv 2104.11222), section 3: libraries resize differently, and FID changes with it.
    """
    values = tf.constant(np.asarray(images, np.float32))
    if None in size or tuple(values.shape[1:3]) == tuple(size):
        return values
    made = tf.image.resize(values, size, method="bicubic", antialias=True)
    return tf.clip_by_value(made, 0.0, 255.0)
