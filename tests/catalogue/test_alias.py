"""Words of other libraries: each leads to something that is known, and a known word needs no alias."""

from __future__ import annotations

from collections import Counter

import pytest

from gancompile.catalogue import layer_rows, objective_rows, penalty_rows
from gancompile.catalogue.alias import Alias, alias_of
from gancompile.catalogue.data_file import read_yaml

ROWS = {"layer": layer_rows(), "objective": objective_rows(), "penalty": penalty_rows()}


@pytest.mark.parametrize("noun", ROWS)
def test_a_word_is_known_as_one_thing(noun: str) -> None:
    words = Counter(word.replace("_", "") for row in ROWS[noun].values() for word in row.known_as)
    assert [word for word, count in words.items() if count > 1] == []
    assert not set(words) & {key.replace("_", "") for key in ROWS[noun]}


@pytest.mark.parametrize(
    ("word", "subject", "meant"),
    [
        ("BatchNorm2d", "layer", "batch_normalization"),
        ("batch-norm-2d", "layer", "batch_normalization"),
        ("max_pooling", "layer", "max_pooling2d"),
        ("wgan-gp", "objective", "wasserstein_gp"),
        ("bias", "layer `conv2d`", "use_bias"),
        ("alpha", "layer `leaky_relu`", "negative_slope"),
        ("alpha", "optimizer `rmsprop`", "rho"),
        ("alpha", "optimizer `adam`", "learning_rate"),
        ("batch_size", "a phase", "batch"),
        ("sn", "wrapper", "spectral_normalization"),
    ],
)
def test_a_word_is_looked_up_without_its_capitals_and_signs(word: str, subject: str, meant: str) -> None:
    found = alias_of(word, subject)
    assert found is not None
    assert meant in found.meant


def test_an_advice_stands_for_what_has_no_counterpart() -> None:
    assert alias_of("InstanceNorm2d", "layer") == Alias(
        advice="instance normalization is `group_normalization: {groups: -1}`"
    )
    assert alias_of("dense", "layer") is None


def test_every_entry_is_an_advice_or_a_list_of_words() -> None:
    for subjects, words in read_yaml("aliases.yaml").items():
        for word, entry in words.items():
            assert isinstance(entry, str) or (entry and all(isinstance(one, str) for one in entry)), (subjects, word)
