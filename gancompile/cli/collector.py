"""How often Python's garbage collector runs: seldom while a spec is compiled, as usual while a model is trained.

A compile makes many small objects, hardly any in cycles, and is over in a second; with Python's own thresholds the collector takes a tenth
of `check`. The compiler is imported under this setting, too, so it is made when this module is imported, before the verbs.
"""

from __future__ import annotations

import gc

AS_USUAL = gc.get_threshold()
OBJECTS_BETWEEN_COLLECTIONS = 100_000

gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)


def collect_as_usual() -> None:
    """For what runs long and holds tensors in cycles."""
    gc.set_threshold(*AS_USUAL)
