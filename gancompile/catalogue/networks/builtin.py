"""The trained networks that come with gancompile: `load: {builtin: digit_classifier}`.

digit_classifier.keras: made by tools/make_digit_classifier.py from the digits that come along, but for every sixth of them. It takes
images of 8x8 in [-1, 1] and gives its maps `fine` [8, 8, 16], `middle` [4, 4, 32] and `coarse` [2, 2, 64], and the logits of the ten
digits, `kind`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

BUILTIN: Mapping[str, Path] = {"digit_classifier": Path(__file__).with_name("digit_classifier.keras")}
