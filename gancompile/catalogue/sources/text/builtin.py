"""The texts that come with gancompile: `source: {text: {builtin: elements}}`.

elements.txt: the names of the 118 chemical elements (IUPAC), in lower case, by atomic number. Names are facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

BUILTIN: Mapping[str, Path] = {"elements": Path(__file__).with_name("elements.txt")}
