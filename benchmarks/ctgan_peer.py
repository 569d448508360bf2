"""Trains the `ctgan` package on a table and writes rows of its samples: python ctgan_peer.py IN.csv OUT.csv ROWS EPOCHS SEED CATEGORY..."""

from __future__ import annotations

import sys


def main() -> None:
    import numpy as np
    import pandas as pd
    import torch
    from ctgan import CTGAN

    source, target, rows, epochs, seed, *categories = sys.argv[1:]
    torch.manual_seed(int(seed))
    np.random.seed(int(seed))
    model = CTGAN(epochs=int(epochs), verbose=False)
    model.fit(pd.read_csv(source), categories)
    model.sample(int(rows)).to_csv(target, index=False)


if __name__ == "__main__":
    main()
