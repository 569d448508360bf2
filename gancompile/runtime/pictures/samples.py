"""Pictures of samples: a grid of images, a plot of vectors."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from gancompile.runtime.pictures.series import draw_series

Pixels = NDArray[np.uint8]
SMALLEST_TILE = 32
GAP = 2
TITLE_HEIGHT, TITLE_SIZE = 14, 10


def draw_samples(
    samples: NDArray[Any],
    *,
    reals: NDArray[Any] | None = None,
    columns: int | None = None,
    titles: Sequence[str] = (),
) -> Pixels:
    """A picture of samples: [height, width, 3] uint8.

    samples: images [number, height, width, channels], series [number, steps, channels], or others, which are vectors [number, size].
    reals: samples of the data to plot behind them, or beside them. columns: of the grid of images; by default the grid is about square.
    titles: of its columns.
    """
    if samples.ndim == 4:
        grid = _grid(samples, columns)
        return _with_titles(grid, titles) if titles else grid
    if samples.ndim == 3:
        return draw_series(samples, reals)
    return _plot(_finite_vectors(samples), None if reals is None else _finite_vectors(reals))


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


def _as_rgb(images: NDArray[Any]) -> NDArray[np.uint8]:
    """Images of any number of channels as RGB, by the rule of `drawing_rule`: [..., 3]."""
    values = images if images.dtype == np.uint8 else _stretched(images)
    channels = values.shape[-1]
    if channels == 4:
        alpha = values[..., 3:].astype(np.uint16)
        blended: NDArray[np.uint8] = ((values[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)
        return blended
    return values[..., :3] if channels >= 3 else np.repeat(values[..., :1], 3, axis=-1)


def _stretched(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Numbers of any range as bytes, the least of all black and the largest white; what is no number is black."""
    numbers = np.nan_to_num(values.astype(np.float32), posinf=0, neginf=0)
    low, high = (float(numbers.min()), float(numbers.max())) if numbers.size else (0.0, 1.0)
    made: NDArray[np.uint8] = np.rint((numbers - low) * (255 / ((high - low) or 1))).clip(0, 255).astype(np.uint8)
    return made


def drawing_rule(images: NDArray[Any]) -> str | None:
    """What a picture leaves out of images [number, height, width, channels], in words; None for grey and RGB images of 8 bits."""
    channels = images.shape[-1]
    rules = {2: "the first of 2 channels is drawn as grey", 4: "transparent pixels are drawn over white"}
    channel_rule = rules.get(
        channels, f"the first 3 of {channels} channels are drawn as red, green and blue" if channels > 4 else None
    )
    range_rule = None if images.dtype == np.uint8 else "the least value is drawn black and the largest white"
    return "; ".join(rule for rule in (channel_rule, range_rule) if rule) or None


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


def as_frame(image: NDArray[Any]) -> Pixels:
    """One image as a picture, enlarged as in a grid: [height, width, channels] to [height', width', 3]."""
    factor = enlargement(*image.shape[:2])
    made: Pixels = _as_rgb(image[None])[0].repeat(factor, axis=0).repeat(factor, axis=1)
    return made


def _grid(images: NDArray[Any], columns: int | None) -> Pixels:
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


def _with_titles(grid: Pixels, titles: Sequence[str]) -> Pixels:
    """A grid under a line with a title for each column, as far as it has room."""
    canvas = Image.new("RGB", (grid.shape[1], grid.shape[0] + TITLE_HEIGHT), (24, 24, 24))
    canvas.paste(Image.fromarray(grid), (0, TITLE_HEIGHT))
    draw, font, width = ImageDraw.Draw(canvas), ImageFont.load_default(TITLE_SIZE), grid.shape[1] / len(titles)
    for number, title in enumerate(titles):
        shown = "".join(one if one.isprintable() else " " for one in title)
        while shown and draw.textlength(shown, font) > width - GAP:
            shown = shown[:-1]
        draw.text((number * width + GAP, 1), shown, fill=(226, 232, 240), font=font)
    return np.asarray(canvas)


def _finite_vectors(samples: NDArray[Any]) -> NDArray[Any]:
    """Samples as vectors [number, size], without those that hold NaN or infinity."""
    vectors = samples.reshape(len(samples), math.prod(samples.shape[1:]))
    finite: NDArray[Any] = vectors[np.isfinite(vectors).all(axis=1)]
    return finite


def _plot(samples: NDArray[Any], reals: NDArray[Any] | None) -> Pixels:
    """A scatter plot of the first two coordinates, or a histogram of the only one."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 5), dpi=100, layout="tight")
    axes = figure.subplots()
    both = samples if reals is None or not len(reals) else np.concatenate([samples, reals])
    if samples.shape[1] == 1:
        low, high = (float(both.min()), float(both.max())) if len(both) else (0.0, 1.0)
        bins = np.linspace(low, high if high > low else low + 1, 60).tolist()
        if reals is not None:
            axes.hist(reals[:, 0], bins=bins, color="#c8c8c8", label="data", density=True)
        axes.hist(samples[:, 0], bins=bins, color="#2b6cb0", alpha=0.6, label="generated", density=True)
    else:
        if reals is not None:
            axes.scatter(reals[:, 0], reals[:, 1], s=14, color="#c8c8c8", label="data", linewidths=0)
            reach = float(np.abs(reals[:, :2]).max(initial=0)) * 1.3 or 1.0
            axes.set_xlim(-reach, reach)
            axes.set_ylim(-reach, reach)
        axes.scatter(samples[:, 0], samples[:, 1], s=5, color="#2b6cb0", alpha=0.6, label="generated", linewidths=0)
        axes.set_aspect("equal")
    axes.legend(loc="upper right")
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels: Pixels = np.asarray(canvas.buffer_rgba(), np.uint8)[..., :3].copy()
    return pixels
