"""Pictures of encoded samples: the columns of a table, sounds, lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.pictures.histograms import draw_histograms
from gancompile.runtime.pictures.lines import draw_lines
from gancompile.runtime.pictures.samples import draw_samples
from gancompile.runtime.pictures.series import draw_series
from gancompile.runtime.pictures.waveforms import draw_waveforms


def draw_encoded(
    samples: Any, encoding: Mapping[str, Any], *, reals: Any = None, columns: int | None = None
) -> NDArray[np.uint8]:
    """A picture of samples beside real examples: [height, width, 3] uint8.

    samples, reals: columns by name, sounds [number, window, 1], series [number, window, channels], or lines. columns: of a grid of sounds.
    """
    match encoding["kind"]:
        case "sound":
            return draw_samples(draw_waveforms(samples), columns=columns)
        case "text":
            return draw_lines(samples, reals)
        case "series":
            return draw_series(samples, reals, names=[channel["name"] for channel in encoding["channels"]])
        case "table":
            return draw_histograms(samples, reals, encoding["columns"])
    raise ValueError(f"An encoding is of kind sound, text, series or table. Received: {encoding['kind']}")
