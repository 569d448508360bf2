"""The trained networks that come with gancompile."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from gancompile.catalogue.networks.builtin import BUILTIN
from gancompile.runtime.data import load_source


@pytest.mark.parametrize("name", sorted(BUILTIN))
def test_a_file_that_is_small_enough_to_come_along(name: str) -> None:
    assert 0 < BUILTIN[name].stat().st_size < 200_000


def test_the_classifier_knows_digits_that_it_has_not_seen() -> None:
    model = keras.saving.load_model(BUILTIN["digit_classifier"], compile=False)
    source = load_source("digits", {"split": "test"})
    found = source.gather(tf.range(source.count, dtype=tf.int64), tf.zeros(2, tf.int32))
    answer = model(tf.cast(found["image"], tf.float32) / 8 - 1, training=False)
    assert {name: tuple(value.shape[1:]) for name, value in answer.items()} == {
        "fine": (8, 8, 16),
        "middle": (4, 4, 32),
        "coarse": (2, 2, 64),
        "kind": (10,),
    }
    assert np.mean(np.argmax(answer["kind"], axis=1) == found["label"]) > 0.97
