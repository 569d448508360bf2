"""Samples that are no images and no points, as a picture: the columns of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.report.histograms import draw_histograms


def draw_encoded(samples: Any, encoding: Mapping[str, Any], *, reals: Any = None) -> NDArray[np.uint8]:
    """A picture of samples beside real ones: [height, width, 3] uint8.

    samples, reals: columns by name.
    """
    match encoding["kind"]:
        case "table":
            return draw_histograms(samples, reals, encoding["columns"])
    raise AssertionError(encoding["kind"])
