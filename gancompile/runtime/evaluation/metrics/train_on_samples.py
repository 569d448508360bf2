"""Training on samples, testing on real rows."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.evaluation.columns import Column, ColumnScale, columns_of, scale_of, scaled_rows
from gancompile.runtime.evaluation.context import Context
from gancompile.runtime.evaluation.teaching import teach

TEST_SHARE = 0.25
WIDTH, ROUNDS, RATE = 64, 1000, 3e-3


def measure(context: Context, *, target: str | None) -> dict[str, float]:
    """Esteban et al. 2017 (arXiv 1706.02633), section 3.2: a network of two hidden layers, taught by as many rows of both kinds.

    Raises ValueError for a target that is no column.
    """
    assert context.encoding is not None
    reals = columns_of(context.reals.first(), context.encoding)
    samples = columns_of(context.samples.first(), context.encoding)
    name = _target(reals, target)
    order = np.random.RandomState(context.seed).permutation(len(reals[0].cells))
    cut = max(1, int(TEST_SHARE * len(order)))
    test, train = (_rows(reals, part) for part in (order[:cut], order[cut:]))
    number = min(len(order) - cut, len(samples[0].cells))
    some = np.arange(number)
    scales = [scale_of(column) for column in train]
    return {
        "train_on_samples": _score(_rows(samples, some), test, scales, name, context.seed),
        "train_on_reals": _score(_rows(train, some), test, scales, name, context.seed),
    }


def _target(columns: Sequence[Column], wanted: str | None) -> str:
    names = [column.name for column in columns]
    if wanted is None:
        found = [column.name for column in columns if column.categories is not None]
        return found[-1] if found else names[-1]
    if wanted not in names:
        raise ValueError(f"there is no column `{wanted}`; there are {', '.join(names)}")
    return wanted


def _rows(columns: Sequence[Column], rows: NDArray[np.int64]) -> list[Column]:
    return [
        Column(
            name=one.name,
            numbers=None if one.numbers is None else one.numbers[rows],
            categories=None if one.categories is None else one.categories[rows],
        )
        for one in columns
    ]


def _score(train: list[Column], test: list[Column], scales: list[ColumnScale], name: str, seed: int) -> float:
    """The accuracy on the test of a network that predicts a category; of a number, the share of its variance that is explained."""
    own = next(scale for scale in scales if scale.name == name)
    others = [scale for scale in scales if scale.name != name]
    known = [_known(columns, name) for columns in (train, test)]
    inputs = [scaled_rows(columns, others)[rows] for columns, rows in zip((train, test), known, strict=True)]
    targets = [own.scaled(_column(columns, name))[rows] for columns, rows in zip((train, test), known, strict=True)]
    is_category = own.categories is not None
    if not is_category:
        targets = [one[:, :1] for one in targets]
    model = _taught(inputs[0], targets[0], is_category=is_category, seed=seed)
    found = np.asarray(model(inputs[1], training=False))
    if is_category:
        return float((found.argmax(axis=1) == targets[1].argmax(axis=1)).mean())
    variance = float(targets[1].var())
    return 1.0 - float(np.square(found - targets[1]).mean()) / variance if variance else 0.0


def _taught(inputs: NDArray[np.float32], targets: NDArray[np.float32], *, is_category: bool, seed: int) -> keras.Model:
    keras.utils.set_random_seed(seed)
    layers = [keras.layers.Dense(WIDTH, activation="relu") for _ in range(2)]
    model = keras.Sequential([keras.Input(inputs.shape[1:]), *layers, keras.layers.Dense(targets.shape[1])])
    loss = keras.losses.CategoricalCrossentropy(from_logits=True) if is_category else keras.losses.MeanSquaredError()
    wanted = (targets > 0).astype(np.float32) if is_category else targets
    teach(model, inputs, wanted, loss=loss, rate=RATE, rounds=ROUNDS, seed=seed)
    return model


def _known(columns: list[Column], name: str) -> NDArray[np.bool_]:
    """The rows whose target is not missing."""
    cells = _column(columns, name).cells
    known: NDArray[np.bool_] = ~np.isnan(cells) if cells.dtype.kind == "f" else np.ones(len(cells), bool)
    return known


def _column(columns: Sequence[Column], name: str) -> Column:
    return next(one for one in columns if one.name == name)
