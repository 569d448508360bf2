"""The facts of the data sets of `keras.datasets`, which are not downloaded for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.source_facts import FieldFacts, SourceFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class _DataSet:
    """shape: of an image. train, test: the number of examples of each split. names: of the classes, where they are no numbers."""

    shape: tuple[int, int, int]
    classes: int
    train: int
    test: int
    names: tuple[str, ...] = ()
    mirrorable: bool = True


OBJECTS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
"""Krizhevsky 2009, Learning multiple layers of features from tiny images, section 3."""
CLOTHES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip
"""Xiao et al. 2017 (arXiv 1708.07747), table 2."""

DATA_SETS: Mapping[str, _DataSet] = {
    "cifar10": _DataSet(shape=(32, 32, 3), classes=10, train=50_000, test=10_000, names=OBJECTS),
    "cifar100": _DataSet(shape=(32, 32, 3), classes=100, train=50_000, test=10_000),
    "fashion_mnist": _DataSet(shape=(28, 28, 1), classes=10, train=60_000, test=10_000, names=CLOTHES),
    "mnist": _DataSet(shape=(28, 28, 1), classes=10, train=60_000, test=10_000, mirrorable=False),
}


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts:
    """`image` and `label` of the data set `name`."""
    del base
    one = DATA_SETS[arguments["name"]]
    fields = {
        "image": FieldFacts(shape=one.shape, dtype="uint8", low=0, high=255),
        "label": FieldFacts(shape=(), dtype="int32", classes=one.classes, class_names=one.names),
    }
    count = one.train if arguments.get("split", "train") == "train" else one.test
    return SourceFacts(fields=fields, count=count, mirrorable=one.mirrorable)
