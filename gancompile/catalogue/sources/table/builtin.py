"""The tables that come with gancompile: `source: {table: {builtin: iris}}`.

iris.csv: R. A. Fisher, The use of multiple measurements in taxonomic problems, 1936; UCI Machine Learning Repository,
doi 10.24432/C56C76, CC BY 4.0, as scikit-learn distributes it. 150 flowers of three species, lengths in centimetres.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

BUILTIN: Mapping[str, Path] = {"iris": Path(__file__).with_name("iris.csv")}
