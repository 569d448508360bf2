"""The time series that come with gancompile: `source: {series: {builtin: autoregressive}}`.

autoregressive.csv: made by tools/make_autoregressive.py. 3,000 steps in three channels of an autoregressive Gaussian, whose correlation is
0.8 from step to step and 0.8 between channels.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

BUILTIN: Mapping[str, Path] = {"autoregressive": Path(__file__).with_name("autoregressive.csv")}
