"""One function a source: its facts, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gancompile.compiler.data.arrays import inspect_npy, inspect_npz
from gancompile.compiler.data.facts import FieldFacts, SourceFacts, SourceProblem
from gancompile.compiler.data.images import inspect_images
from gancompile.compiler.data.lines import inspect_text
from gancompile.compiler.data.mixed_table import inspect_table
from gancompile.compiler.data.records import inspect_tfrecord
from gancompile.compiler.data.sounds import inspect_audio
from gancompile.compiler.data.table import inspect_csv

Inspected = SourceFacts | SourceProblem

KERAS_SETS: Mapping[str, tuple[tuple[int, ...], int, int, int]] = {
    "cifar10": ((32, 32, 3), 10, 50_000, 10_000),
    "cifar100": ((32, 32, 3), 100, 50_000, 10_000),
    "fashion_mnist": ((28, 28, 1), 10, 60_000, 10_000),
    "mnist": ((28, 28, 1), 10, 60_000, 10_000),
}
"""Shape of an image, classes, examples for training, examples for testing, by the name in `keras.datasets`."""


def inspect_source(kind: str, arguments: Mapping[str, Any], base: Path) -> Inspected:
    """The facts of a source. arguments: of the right types already. base: what relative paths are relative to."""
    return INSPECTORS[kind](arguments, base)


def _inspect_digits(arguments: Mapping[str, Any], base: Path) -> Inspected:
    counts = {"all": 1797, "train": 1497, "test": 300}
    fields = {
        "image": FieldFacts(shape=(8, 8, 1), dtype="uint8", low=0, high=16),
        "label": FieldFacts(shape=(), dtype="int32", classes=10),
    }
    return SourceFacts(fields=fields, count=counts[arguments.get("split", "all")])


def _inspect_ring(arguments: Mapping[str, Any], base: Path) -> Inspected:
    return _points(arguments.get("modes", 8))


def _inspect_grid(arguments: Mapping[str, Any], base: Path) -> Inspected:
    return _points(arguments.get("side", 5) ** 2)


def _inspect_spiral(arguments: Mapping[str, Any], base: Path) -> Inspected:
    return SourceFacts(fields={"point": FieldFacts(shape=(2,), dtype="float32")}, count=None)


def _points(modes: int) -> SourceFacts:
    fields = {
        "point": FieldFacts(shape=(2,), dtype="float32"),
        "label": FieldFacts(shape=(), dtype="int32", classes=modes),
    }
    return SourceFacts(fields=fields, count=None)


def _inspect_keras(arguments: Mapping[str, Any], base: Path) -> Inspected:
    shape, classes, train, test = KERAS_SETS[arguments["name"]]
    fields = {
        "image": FieldFacts(shape=shape, dtype="uint8", low=0, high=255),
        "label": FieldFacts(shape=(), dtype="int32", classes=classes),
    }
    return SourceFacts(fields=fields, count=train if arguments.get("split", "train") == "train" else test)


INSPECTORS: Mapping[str, Callable[[Mapping[str, Any], Path], Inspected]] = {
    "audio": inspect_audio,
    "csv": inspect_csv,
    "digits": _inspect_digits,
    "grid": _inspect_grid,
    "images": inspect_images,
    "keras": _inspect_keras,
    "npy": inspect_npy,
    "npz": inspect_npz,
    "ring": _inspect_ring,
    "spiral": _inspect_spiral,
    "table": inspect_table,
    "text": inspect_text,
    "tfrecord": inspect_tfrecord,
}
