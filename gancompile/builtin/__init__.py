"""Small sets of real data that come with gancompile: `source: {table: {builtin: iris}}`.

iris.csv: R. A. Fisher, The use of multiple measurements in taxonomic problems, 1936; UCI Machine Learning Repository,
doi 10.24432/C56C76, CC BY 4.0, as scikit-learn distributes it. 150 flowers of three species, lengths in centimetres.
elements.txt: the names of the 118 chemical elements (IUPAC), in lower case, by atomic number. Names are facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

FILES: Mapping[str, str] = {"elements": "elements.txt", "iris": "iris.csv"}


def path_of(name: str) -> Path:
    """The file of a set by its name in `FILES`."""
    return Path(__file__).parent / FILES[name]
