"""The embedded digits."""

from __future__ import annotations

from importlib.resources import files

import numpy as np

from gancompile.catalogue.sources.array_source import ArraySource, array_source

EVERY_TEST = 6


def load(split: str = "all", size: int = 8) -> ArraySource:
    """image [count, 8, 8, 1] uint8 from 0 to 16, label [count].

    split: all, train, or test, which is every sixth. size: 8, the only one; a `resize` gives others.
    Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998,
    doi 10.24432/C50P49, CC BY 4.0; the test part, as scikit-learn distributes it.
    """
    del size
    with files("gancompile.catalogue.sources.digits").joinpath("digits.npz").open("rb") as file:
        found = np.load(file, allow_pickle=False)
        arrays = {"image": found["image"], "label": found["label"]}
    test = np.arange(len(arrays["label"])) % EVERY_TEST == 0
    chosen = {"all": np.ones_like(test), "train": ~test, "test": test}[split]
    return array_source({name: array[chosen] for name, array in arrays.items()}, "digits", {"image": (0.0, 16.0)})
