"""Near misses."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import lru_cache

MANY = 1_000
"""Among more names than that none is looked for: it would take longer than all the rest."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question that names the known word nearest to a misspelt one, or an empty string where none is near."""
    return _nearest(word, tuple(known))


@lru_cache(maxsize=2048)
def _nearest(word: str, names: tuple[str, ...]) -> str:
    if len(names) > MANY or len(word) > MANY:
        return ""
    plain = {name.replace("_", "").lower(): name for name in names}
    folded = word.replace("_", "").replace("-", "").lower()
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if folded in plain:
        near = [plain[folded]]
    if not near:
        near = [plain[name] for name in difflib.get_close_matches(folded, plain, n=1, cutoff=0.75)]
    return f"did you mean `{near[0]}`?" if near else ""
