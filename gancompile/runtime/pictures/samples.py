"""Pictures of samples: a grid of images, a plot of vectors."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

Pixels = NDArray[np.uint8]
SMALLEST_TILE = 32
GAP = 2


def draw_samples(samples: NDArray[Any], *, reals: NDArray[Any] | None = None, columns: int | None = None) -> Pixels:
    """A picture of samples: [height, width, 3] uint8.

    samples: images [number, height, width, channels] uint8, or vectors [number, size]. reals: vectors to plot behind them.
    columns: of the grid of images; by default the grid is about square.
    """
    if samples.ndim == 4:
        return _grid(samples, columns)
    return _plot(samples.reshape(len(samples), -1), None if reals is None else reals.reshape(len(reals), -1))


def beside(sets: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Sets of images interleaved: the first image of each set, then the second of each, and so on; in RGB, at the size of the last set.

    sets: [number, height, width, channels] each. Returns: [sets * number, height, width, 3].
    """
    number, height, width = sets[-1].shape[:3]
    made = np.stack([_resized(_as_rgb(images), height, width) for images in sets], axis=1)
    return made.reshape(number * len(sets), height, width, 3)


def _resized(images: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """Images resized by nearest neighbour, which keeps small images visibly small."""
    rows = np.arange(height) * images.shape[1] // height
    columns = np.arange(width) * images.shape[2] // width
    return images[:, rows][:, :, columns]


def _as_rgb(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Images of any number of channels as RGB: [..., 3]."""
    channels = images.shape[-1]
    return images[..., :3] if channels >= 3 else np.repeat(images[..., :1], 3, axis=-1)


def as_png(pixels: Pixels, text: Mapping[str, str] | None = None) -> bytes:
    """The bytes of a PNG file. text: what the file says of the picture, by keyword."""
    notes = PngInfo()
    for keyword, value in (text or {}).items():
        notes.add_text(keyword, value)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="PNG", optimize=True, pnginfo=notes)
    return buffer.getvalue()


def enlargement(height: int, width: int) -> int:
    """The factor by which a grid enlarges images of this size: small ones are drawn large enough to be seen."""
    return max(1, math.ceil(SMALLEST_TILE / max(height, width)))


def _grid(images: NDArray[np.uint8], columns: int | None) -> Pixels:
    """A grid row by row. Images and the gaps between them are enlarged by one integer factor, so that the grid can be made small again."""
    number, height, width = images.shape[:3]
    columns = min(columns or math.ceil(math.sqrt(number)), max(number, 1))
    rows = max(1, math.ceil(number / columns))
    factor = enlargement(height, width)
    gap = max(GAP, factor)
    images = _as_rgb(images).repeat(factor, axis=1).repeat(factor, axis=2)
    high, wide = height * factor + gap, width * factor + gap
    canvas = np.full((rows * high + gap, columns * wide + gap, 3), 24, np.uint8)
    for index, image in enumerate(images):
        top, left = gap + index // columns * high, gap + index % columns * wide
        canvas[top : top + high - gap, left : left + wide - gap] = image
    return canvas


def _plot(samples: NDArray[Any], reals: NDArray[Any] | None) -> Pixels:
    """A scatter plot of the first two coordinates, or a histogram of the only one."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 5), dpi=100, layout="tight")
    axes = figure.subplots()
    both = samples if reals is None or not len(reals) else np.concatenate([samples, reals])
    if samples.shape[1] == 1:
        bins = np.linspace(both.min(), both.max(), 60).tolist()
        if reals is not None:
            axes.hist(reals[:, 0], bins=bins, color="#c8c8c8", label="data", density=True)
        axes.hist(samples[:, 0], bins=bins, color="#2b6cb0", alpha=0.6, label="generated", density=True)
    else:
        if reals is not None:
            axes.scatter(reals[:, 0], reals[:, 1], s=14, color="#c8c8c8", label="data", linewidths=0)
            reach = float(np.abs(reals[:, :2]).max()) * 1.3
            axes.set_xlim(-reach, reach)
            axes.set_ylim(-reach, reach)
        axes.scatter(samples[:, 0], samples[:, 1], s=5, color="#2b6cb0", alpha=0.6, label="generated", linewidths=0)
        axes.set_aspect("equal")
    axes.legend(loc="upper right")
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels: Pixels = np.asarray(canvas.buffer_rgba(), np.uint8)[..., :3].copy()
    return pixels
