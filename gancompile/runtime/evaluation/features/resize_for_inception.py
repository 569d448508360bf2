"""Images in the size and the range that Inception takes. Two ways to resize: that of the first FID, and one without aliasing."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from PIL import Image

from gancompile.runtime.evaluation.features.inception_network import SIDE

Tensor = Any
Pixels = npt.NDArray[Any]
Floats = npt.NDArray[np.float32]


def legacy_resize(pixels: Pixels | Tensor) -> Tensor:
    """Bilinear, as TensorFlow 1 resized inside of the graph: without antialiasing, and corners of pixels taken for their centres.

    pixels: [batch, height, width, 3], 0 to 255. Returns: [batch, 299, 299, 3] float32, 0 to 255.
    Source: Heusel et al. 2017 (arXiv 1706.08500), their code. Differs: in nothing.
    """
    images = tf.cast(pixels, tf.float32)
    return tf.raw_ops.ResizeBilinear(images=images, size=[SIDE, SIDE], align_corners=False, half_pixel_centers=False)


def clean_resize(pixels: Pixels) -> Floats:
    """Bicubic with antialiasing, each channel in float32 and never rounded to whole numbers; what overshoots is cut off.

    Pillow's own, whose numbers the published results have; TensorFlow's antialiased bicubic is up to 0.007 of 255 away from it.
    pixels: [batch, height, width, 3], 0 to 255. Returns: [batch, 299, 299, 3] float32, 0 to 255.
    Source: Parmar et al. 2022 (arXiv 2104.11222), section 3, and version 0.1.35 of their code. Differs: in nothing.
    """
    resized = np.empty([len(pixels), SIDE, SIDE, 3], np.float32)
    for image, target in zip(pixels, resized, strict=True):
        for channel in range(3):
            plane = Image.fromarray(np.ascontiguousarray(image[:, :, channel], np.float32))  # mode "F"
            target[:, :, channel] = plane.resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    return np.clip(resized, 0, 255)


def to_inception_range(pixels: Pixels | Tensor) -> Tensor:
    """From 0 to 255 into [-1, 127/128] in float32, as the graph does it: 128 is 0, and 255 is not 1."""
    return (tf.cast(pixels, tf.float32) - 128) / 128
