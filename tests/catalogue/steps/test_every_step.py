"""Every step of the catalogue: its row is valid, and the facts and the applied step agree."""

from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from jsonschema import Draft202012Validator

from gancompile.catalogue.sources import FieldFacts
from gancompile.catalogue.steps import inspect_step, step_rows
from gancompile.runtime.data.steps import Steps, make_steps

IMAGES = np.random.default_rng(0).integers(0, 255, (10, 5, 6, 3)).astype(np.uint8)
FIELD = FieldFacts(shape=(5, 6, 3), dtype="uint8", low=0, high=255)


@pytest.mark.parametrize("key", step_rows())
def test_every_step(key: str) -> None:
    row = step_rows()[key]
    assert row.help
    Draft202012Validator.check_schema(row.type)
    Draft202012Validator(row.type).validate(row.example)
    facts = inspect_step(FIELD, key, row.example, "image")
    assert isinstance(facts, FieldFacts)
    assert (facts.shape[:2] == tuple(FIELD.shape[:2])) is not row.sets_size
    assert (facts.dtype == "float32") is row.rescales
    made = applied(key, seed=0)
    assert made.shape[1:] == facts.shape
    assert made.dtype == facts.dtype
    assert facts.low is not None
    assert facts.high is not None
    assert facts.low <= made.min() <= made.max() <= facts.high
    assert (made == applied(key, seed=0)).all()
    assert (made == applied(key, seed=1)).all() is not np.bool_(row.random)


def applied(key: str, *, seed: int) -> Any:
    steps = Steps(
        steps=make_steps([{key: step_rows()[key].example}]),
        ranges={"image": (0.0, 255.0)},
        example="image",
        seed=seed,
    )
    return steps({"image": tf.constant(IMAGES)}, tf.range(10, dtype=tf.int64))["image"].numpy()
