"""Near misses."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from functools import lru_cache

MANY = 1_000
"""Among more names than that none is looked for: it would take longer than all the rest."""


MOST_LISTED = 30
"""Of more known names than that none is listed."""


def listing(known: Collection[str], message: str = "known are") -> str | None:
    """The known names as a sentence; None where there are none, or too many to read."""
    return f"{message} {', '.join(known)}" if 0 < len(known) <= MOST_LISTED else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question that names the known word nearest to a misspelt one, or an empty string where none is near."""
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that a misspelt one was meant for, or an empty string where none is near."""
    return _nearest(word, tuple(known))


@lru_cache(maxsize=2048)
def _nearest(word: str, names: tuple[str, ...]) -> str:
    """A name but for `_` and `-`, of the same letters, of these initials (`lr`, `bn`), or spelt alike; the first that there is."""
    if len(names) > MANY or len(word) > MANY:
        return ""
    plain = {name.replace("_", "").lower(): name for name in names}
    folded = word.replace("_", "").replace("-", "").lower()
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.7)
    by_letters = {"".join(sorted(name)): name for name in names}
    initials = {"".join(part[:1] for part in name.split("_")): name for name in names if "_" in name}
    for looked_up, way in ((word, initials), ("".join(sorted(word)), by_letters), (folded, plain)):
        if looked_up in way:
            near = [way[looked_up]]
    if not near:
        near = [plain[name] for name in difflib.get_close_matches(folded, plain, n=1, cutoff=0.75)]
    return near[0] if near else ""
