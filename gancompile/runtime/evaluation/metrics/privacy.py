"""Distance to the closest record."""

from __future__ import annotations

import numpy as np

from gancompile.runtime.evaluation.columns import columns_of
from gancompile.runtime.evaluation.context import Context

PERCENTILE = 5


def measure(context: Context) -> dict[str, float]:
    """Zhao et al. 2021 (arXiv 2102.08369), section 4.3. Differs: the percentile is divided by that among real rows."""
    assert context.encoding is not None
    closest = np.percentile(context.samples.nearest_of(context.reals).distance, PERCENTILE)
    among_reals = np.percentile(context.reals.radii(1), PERCENTILE)
    rows = [_texts(context, which) for which in ("reals", "samples")]
    seen, counts = np.unique(rows[0], return_counts=True)
    repeated = seen[counts > 1]
    return {
        "closest_record": float(closest / among_reals) if among_reals > 0 else float(closest > 0),
        "copied_rows": float(np.isin(rows[1], seen).mean()),
        "repeated_rows": float(np.isin(rows[0], repeated).mean()),
    }


def _texts(context: Context, which: str) -> list[str]:
    """Each row as one text, with numbers as far as a table writes them."""
    observed = context.reals if which == "reals" else context.samples
    assert context.encoding is not None
    columns = columns_of(observed.first(), context.encoding)
    cells = [[f"{one:.9g}" for one in c.numbers] if c.numbers is not None else list(c.cells) for c in columns]
    return ["\x1f".join(map(str, row)) for row in zip(*cells, strict=True)]
