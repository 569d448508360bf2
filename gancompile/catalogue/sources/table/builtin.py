"""The tables that come with gancompile: `source: {table: {builtin: iris}}`.

iris.csv: R. A. Fisher, The use of multiple measurements in taxonomic problems, 1936; UCI Machine Learning Repository,
doi 10.24432/C56C76, CC BY 4.0, as scikit-learn distributes it. 150 flowers of three species, lengths in centimetres.
penguins.csv: A. M. Horst, A. P. Hill, K. B. Gorman, palmerpenguins: Palmer Archipelago (Antarctica) penguin data, 2020, doi
10.5281/zenodo.3960218, CC0. 344 birds of three species on three islands, millimetres and grams; some were not measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

BUILTIN: Mapping[str, Path] = {name: Path(__file__).with_name(f"{name}.csv") for name in ("iris", "penguins")}
